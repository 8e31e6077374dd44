"use client";
import { type ReactNode, useState } from "react";
import type { Problem } from "#contract/problem.ts";
import { classNames } from "../ui/class-names.ts";
import { BlockedNotice } from "../workspace/blocked-notice.tsx";
import { EditorPane } from "../workspace/editor-pane.tsx";
import { RunButtons } from "../workspace/run-buttons.tsx";
import { useKeys } from "../workspace/use-keys.ts";
import { useWorkspace, type WorkspaceProps } from "../workspace/use-workspace.ts";
import type { Place } from "../editor/use-markers.ts";
import { Dock, type DockTab } from "./dock.tsx";
import { PaneSwitch, type Pane } from "./pane-switch.tsx";
import { sampleRun } from "./sample-run.ts";

type Props = WorkspaceProps & {
  problem: Problem;
  /** Rendered on the server, readable without any of this. */
  statement: ReactNode;
};

/** Statement, editor and results side by side; on a phone one after the other. */
export function ProblemWorkspace({ problem, statement, ...props }: Props) {
  const workspace = useWorkspace(problem.slug, props);
  const { runner, language, code, stdin, blocked } = workspace;
  const [pane, setPane] = useState<Pane>("statement");
  const [tab, setTab] = useState<DockTab>("input");

  function showResult() {
    setTab("result");
    setPane("result");
  }
  function run() {
    if (blocked) return;
    runner.start("run", () =>
      sampleRun(problem, { language: language.slug, source: code.read(), stdin: stdin.read() }),
    );
    showResult();
  }
  function submit() {
    if (blocked) return;
    runner.start("submit", () => ({
      language: language.slug,
      source: code.read(),
      problem: problem.slug,
    }));
    showResult();
  }
  function goTo(place: Place) {
    setPane("code");
    workspace.goTo(place);
  }
  useKeys({ onRun: run, onSubmit: submit });

  const buttons = <RunButtons workspace={workspace} onRun={run} onSubmit={submit} />;
  return (
    <main
      id="main"
      data-workspace
      className="flex flex-col lg:h-[calc(100dvh-var(--bar-height)-1px)] lg:flex-row"
    >
      {pane === "statement" ? null : <h1 className="sr-only lg:hidden">{problem.title}</h1>}
      <PaneSwitch pane={pane} onSelect={setPane} />
      <div
        className={classNames(
          "min-w-0 overflow-auto border-r bg-surface lg:block lg:flex-1",
          pane !== "statement" && "max-lg:hidden",
        )}
      >
        {statement}
      </div>
      <div
        className={classNames(
          "flex min-w-0 flex-col bg-surface max-lg:h-[calc(100dvh-9.5rem)] max-lg:min-h-112 lg:flex-[1.2]",
          pane === "statement" && "max-lg:hidden",
        )}
      >
        <BlockedNotice workspace={workspace} />
        <div className={classNames("min-h-0 flex-[5] max-lg:flex-1", pane !== "code" && "max-lg:hidden")}>
          <EditorPane
            workspace={workspace}
            onRun={run}
            onSubmit={submit}
            actions={<div className="flex gap-2 max-lg:hidden">{buttons}</div>}
          />
        </div>
        <Dock
          tab={tab}
          onTab={setTab}
          stdin={stdin}
          runner={runner}
          onGoTo={goTo}
          className={classNames("flex-[4] lg:border-t", pane !== "result" && "max-lg:hidden")}
        />
        <div className="flex justify-end gap-2 border-t bg-surface px-3 py-2 lg:hidden">{buttons}</div>
      </div>
    </main>
  );
}
