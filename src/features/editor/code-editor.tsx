"use client";
import dynamic from "next/dynamic";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useHydrated } from "../ui/use-hydrated.ts";
import type { Findings } from "./diagnostics.ts";
import { offsetOf } from "./offset.ts";
import type { Place } from "./use-markers.ts";

export type CodeEditorProps = {
  value: string;
  onChange?: (value: string) => void;
  /** Monaco's id of the language. */
  language: string;
  /** Texts with different names have their own undo history. */
  name: string;
  label: string;
  readOnly?: boolean;
  /** What the compiler said about this text. */
  findings?: Findings | null;
  /** Where the caret is to go. */
  place?: Place | null;
  onRun?: () => void;
  onSubmit?: () => void;
};

/** Where the caret was in the text area, if somebody was typing there. */
type Caret = number | null;
export type MonacoEditorProps = CodeEditorProps & { onReady: () => Caret; onFailed: () => void };

/** Monaco touches `window` when it is loaded and is large: only in the browser, and after the page. */
const MonacoEditor = dynamic<MonacoEditorProps>(
  () =>
    import("./monaco-editor.tsx").then(
      (module) => module.MonacoEditor,
      () => MissingEditor,
    ),
  { ssr: false },
);

/** After an update of the server an old page no longer finds its parts; it has to remain usable. */
function MissingEditor({ onFailed }: MonacoEditorProps) {
  useEffect(onFailed, [onFailed]);
  return null;
}

/**
 * The one editor of the pages. A plain text area of the same size stands in until Monaco is there, stays if it cannot
 * be loaded, and is what touch screens get, where Monaco is not meant to be used. Fills its parent.
 */
export function CodeEditor(props: CodeEditorProps) {
  const { value, onChange, label, readOnly = false, place = null } = props;
  const [monaco, setMonaco] = useState<"loading" | "ready" | "failed">("loading");
  const area = useRef<HTMLTextAreaElement>(null);
  const hydrated = useHydrated();
  const touch = useSyncExternalStore(onTouchChange, isTouch, () => false);
  const plain = touch || monaco === "failed";

  useEffect(() => {
    const plainArea = area.current;
    if (!place || !plainArea) return;
    const offset = offsetOf(plainArea.value, place);
    plainArea.focus();
    plainArea.setSelectionRange(offset, offset);
  }, [place]);

  // Whoever has begun to type goes on in the same place.
  const takeOver = useCallback((): Caret => {
    const old = area.current;
    const caret = old && document.activeElement === old ? old.selectionStart : null;
    setMonaco("ready");
    return caret;
  }, []);
  const giveUp = useCallback(() => setMonaco("failed"), []);

  return (
    <div
      data-testid="code-editor"
      data-editor={plain ? "plain" : monaco === "ready" ? "monaco" : "loading"}
      className="relative h-full min-h-0 overflow-hidden bg-surface"
    >
      {plain || monaco !== "ready" ? (
        <textarea
          ref={area}
          aria-label={label}
          value={value}
          // Until the page reacts, typed text would be lost.
          readOnly={readOnly || !hydrated}
          onChange={(event) => onChange?.(event.target.value)}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          wrap="off"
          className="absolute inset-0 size-full resize-none bg-surface py-3 pr-3 pl-4 font-mono text-base leading-[1.3125rem] text-ink -outline-offset-2 sm:pl-[3.2rem] sm:text-sm sm:leading-[1.3125rem]"
        />
      ) : null}
      {hydrated && !plain ? (
        <div className={monaco === "ready" ? "absolute inset-0" : "invisible absolute inset-0"}>
          <MonacoEditor {...props} onReady={takeOver} onFailed={giveUp} />
        </div>
      ) : null}
    </div>
  );
}

const TOUCH = "(pointer: coarse) and (hover: none)";
const isTouch = () => window.matchMedia(TOUCH).matches;

function onTouchChange(listener: () => void): () => void {
  const media = window.matchMedia(TOUCH);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}
