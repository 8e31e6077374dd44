"use client";
import type { ReactNode } from "react";
import { CodeEditor } from "../editor/code-editor.tsx";
import type { Draft } from "../editor/use-draft.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Notice } from "../ui/notice.tsx";
import { LanguageSelect } from "./language-select.tsx";
import type { Workspace } from "./use-workspace.ts";

type Props = { workspace: Workspace; actions: ReactNode; onRun: () => void; onSubmit?: () => void };

/** Language and buttons above, the editor, and what happens to the text below. */
export function EditorPane({ workspace, actions, onRun, onSubmit }: Props) {
  const { languages, language, setLanguage, code, runner, place } = workspace;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b px-3 py-2">
        <LanguageSelect languages={languages} selected={language} onSelect={setLanguage} />
        <div className="ml-auto flex items-center gap-2">{actions}</div>
      </div>
      {code.earlier === null ? null : <EarlierNotice code={code} />}
      <div className="min-h-0 flex-1">
        <CodeEditor
          value={code.text}
          onChange={code.write}
          language={language.monacoLanguage}
          name={`draft/${code.key}`}
          label="Code"
          findings={runner.findings}
          place={place}
          onRun={onRun}
          {...(onSubmit ? { onSubmit } : {})}
        />
      </div>
      <DraftLine code={code} template={language.template} />
    </div>
  );
}

function EarlierNotice({ code }: { code: Draft }) {
  return (
    <Notice
      className="rounded-none border-b"
      actions={
        <>
          <Button size="small" onClick={code.restoreEarlier}>
            <Icon name="undo" />
            Back to my draft
          </Button>
          <Button size="small" look="ghost" onClick={code.dropEarlier}>
            Discard it
          </Button>
        </>
      }
    >
      The text in the editor was replaced. Your earlier draft is kept.
    </Notice>
  );
}

function DraftLine({ code, template }: { code: Draft; template: string }) {
  return (
    <div className="flex h-9 shrink-0 items-center justify-between gap-3 border-t px-3 text-xs text-muted">
      <p className="truncate" role={code.failed ? "alert" : undefined}>
        {code.failed
          ? "Not saved: this browser's storage is full or switched off"
          : code.saved
            ? "Saved on this device"
            : "Template, nothing changed yet"}
        <span className="max-md:hidden"> · Ctrl+M, then Tab leaves the editor</span>
      </p>
      <button
        type="button"
        className="shrink-0 rounded px-1 font-medium hover:text-ink disabled:opacity-50"
        disabled={code.text === template}
        onClick={() => code.replace(template)}
      >
        Reset to template
      </button>
    </div>
  );
}
