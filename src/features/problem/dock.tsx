"use client";
import type { Draft } from "../editor/use-draft.ts";
import type { Place } from "../editor/use-markers.ts";
import { CompileOutput } from "../submission/compile-output.tsx";
import { JudgedTests } from "../submission/judged-tests.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { InputField } from "../workspace/input-field.tsx";
import { ResultRegion } from "../workspace/result-region.tsx";
import type { Runner } from "../workspace/use-runner.ts";
import { AppLink } from "../ui/app-link.tsx";

export type DockTab = "input" | "result";

type Props = {
  tab: DockTab;
  onTab: (tab: DockTab) => void;
  stdin: Draft;
  runner: Runner;
  onGoTo: (place: Place) => void;
  className: string;
};

/** Below the editor: own input, and what came of the last run or submission. */
export function Dock({ tab, onTab, stdin, runner, onGoTo, className }: Props) {
  const { submission } = runner;
  return (
    <Tabs
      label="Input and result"
      className={className}
      panelClassName="overflow-auto"
      selected={tab}
      onSelect={onTab}
      extra={
        submission ? (
          <AppLink
            href={`/submissions/${submission.id}`}
            className="self-center truncate rounded px-2 text-sm text-accent underline underline-offset-2"
          >
            Full report
          </AppLink>
        ) : null
      }
      tabs={[
        {
          key: "input",
          label: "Own input",
          panel: (
            <InputField
              stdin={stdin}
              hint="Run uses the samples. Write here to try your own input as well."
              className="h-full"
            />
          ),
        },
        {
          key: "result",
          label: "Result",
          panel: (
            <ResultRegion runner={runner} idle="Run tries the samples, Submit has all tests judged.">
              {({ submission }) => (
                <div className="space-y-3 px-3 pb-4 sm:px-4">
                  <CompileOutput compile={submission.compile} findings={runner.findings} onGoTo={onGoTo} />
                  <JudgedTests submission={submission} />
                </div>
              )}
            </ResultRegion>
          ),
        },
      ]}
    />
  );
}
