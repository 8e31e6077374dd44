"use client";
import { useEffect, useRef } from "react";
import { BlockedNotice } from "../workspace/blocked-notice.tsx";
import { EditorPane } from "../workspace/editor-pane.tsx";
import { InputField } from "../workspace/input-field.tsx";
import { ResultRegion } from "../workspace/result-region.tsx";
import { RunButtons } from "../workspace/run-buttons.tsx";
import { useKeys } from "../workspace/use-keys.ts";
import { useWorkspace, type WorkspaceProps } from "../workspace/use-workspace.ts";
import { RunOutput } from "./run-output.tsx";

const SCOPE = "playground";

/** Write a program, give it input, watch what it writes. */
export function Playground(props: WorkspaceProps) {
  const workspace = useWorkspace(SCOPE, props);
  const { runner, language, code, stdin, blocked } = workspace;
  const result = useRef<HTMLDivElement>(null);

  function run() {
    if (blocked) return;
    runner.start("run", () => ({
      language: language.slug,
      source: code.read(),
      tests: [{ stdin: stdin.read() }],
    }));
  }
  useKeys({ onRun: run });

  // On a phone the result is below the fold.
  const sending = runner.state === "sending";
  useEffect(() => {
    if (sending) result.current?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }, [sending]);

  return (
    <main
      id="main"
      data-workspace
      className="flex flex-col lg:h-[calc(100dvh-var(--bar-height)-1px)] lg:flex-row"
    >
      <h1 className="sr-only">Playground</h1>
      <div className="flex min-w-0 flex-col border-b bg-surface lg:flex-[3] lg:border-r lg:border-b-0">
        <BlockedNotice workspace={workspace} />
        <div className="min-h-0 max-lg:h-[60dvh] max-lg:min-h-80 lg:flex-1">
          <EditorPane
            workspace={workspace}
            onRun={run}
            actions={<RunButtons workspace={workspace} onRun={run} />}
          />
        </div>
      </div>
      <div className="flex min-w-0 flex-col bg-surface lg:flex-[2]">
        <div className="border-b">
          <h2 className="flex h-10 items-center bg-sunken px-3 text-sm font-medium">Input</h2>
          <InputField
            stdin={stdin}
            hint="What your program reads from standard input"
            className="h-28 lg:h-40"
          />
        </div>
        <div ref={result} className="min-h-96 flex-1 overflow-auto lg:min-h-0">
          <ResultRegion
            runner={runner}
            idle="Press Run: what your program writes appears here while it runs."
          >
            {(live) => <RunOutput live={live} findings={runner.findings} onGoTo={workspace.goTo} />}
          </ResultRegion>
        </div>
      </div>
    </main>
  );
}
