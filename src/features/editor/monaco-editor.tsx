"use client";
import { Editor, loader, type Monaco, type OnMount } from "@monaco-editor/react";
import { useEffect, useRef, useState } from "react";
import { useResolvedTheme } from "../shell/theme.ts";
import type { MonacoEditorProps } from "./code-editor.tsx";
import { defineThemes, OPTIONS } from "./monaco-setup.ts";
import { type Mounted, useCaret, useMarkers } from "./use-markers.ts";

// From our own origin, never from the CDN that the package has as its default.
loader.config({ paths: { vs: "/monaco/vs" } });

export function MonacoEditor({
  value,
  onChange,
  language,
  name,
  label,
  readOnly = false,
  findings = null,
  place = null,
  ...handlers
}: MonacoEditorProps) {
  const theme = useResolvedTheme();
  const [mounted, setMounted] = useState<Mounted | null>(null);
  useMarkers(mounted, findings, name);
  useCaret(mounted, place);
  // Monaco's actions are registered once and have to meet the handlers of the present.
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  const { onFailed } = handlers;
  useEffect(() => {
    const loading = loader.init();
    loading.catch((error: { type?: string }) => error.type === "cancelation" || onFailed());
    return () => loading.cancel();
  }, [onFailed]);

  const onMount: OnMount = (editor, monaco) => {
    editor.getModel()?.setEOL(monaco.editor.EndOfLineSequence.LF);
    if (!readOnly) addActions(editor, monaco, () => latest.current);
    setMounted({ editor, monaco });
    const caret = latest.current.onReady();
    if (caret === null) return;
    const position = editor.getModel()?.getPositionAt(caret);
    if (position) editor.setPosition(position);
    editor.focus();
  };

  return (
    <Editor
      path={name}
      value={value}
      language={language}
      theme={theme}
      loading={null}
      beforeMount={defineThemes}
      onMount={onMount}
      onChange={(text) => onChange?.(text ?? "")}
      options={{
        ...OPTIONS,
        readOnly,
        domReadOnly: readOnly,
        renderLineHighlight: readOnly ? "none" : "line",
        ariaLabel: readOnly ? label : `${label}. Press Ctrl+M so that the Tab key leaves the editor.`,
      }}
    />
  );
}

type StandaloneEditor = Parameters<OnMount>[0];

/** Ctrl+Enter inserts a line in Monaco unless an action takes it. */
function addActions(
  editor: StandaloneEditor,
  { KeyMod, KeyCode }: Monaco,
  handlers: () => Partial<MonacoEditorProps>,
): void {
  editor.addAction({
    id: "engine.run",
    label: "Run",
    keybindings: [KeyMod.CtrlCmd | KeyCode.Enter],
    run: () => handlers().onRun?.(),
  });
  editor.addAction({
    id: "engine.submit",
    label: "Submit",
    keybindings: [KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.Enter],
    run: () => handlers().onSubmit?.(),
  });
}
