"use client";
import { useState } from "react";
import type { TestResult } from "#contract/test-result.ts";
import type { Findings } from "../editor/diagnostics.ts";
import type { Place } from "../editor/use-markers.ts";
import { OutputView } from "../output/output-view.tsx";
import { toVisible, type VisibleText } from "../output/visible-text.ts";
import { CompileOutput } from "../submission/compile-output.tsx";
import { describeEnding } from "../submission/ending.ts";
import type { Live } from "../submission/use-live-submission.ts";
import { Tabs } from "../ui/tabs.tsx";

type Stream = "stdout" | "stderr";

type Props = { live: Live; findings: Findings | null; onGoTo: (place: Place) => void };

/** What a single run wrote: live while it runs, the kept text once it has ended. */
export function RunOutput({ live, findings, onGoTo }: Props) {
  const [chosen, setChosen] = useState<Stream | null>(null);
  const { submission, output } = live;
  const result = submission.tests[0] ?? null;
  const stdout = shown(result, "stdout", output.stdout);
  const stderr = shown(result, "stderr", output.stderr);
  const compileFailed = submission.compile?.ok === false;
  // A program that only complains would otherwise seem to have written nothing.
  const selected = chosen ?? (result && isEmpty(stdout) && !isEmpty(stderr) ? "stderr" : "stdout");
  const empty = result ? "(empty)" : "Nothing written yet";

  return (
    <>
      <div className="px-3 empty:hidden sm:px-4">
        {result ? <p className="pb-3 text-sm">{describeEnding(result)}</p> : null}
        {submission.compile ? (
          <div className="pb-3 empty:hidden">
            <CompileOutput compile={submission.compile} findings={findings} onGoTo={onGoTo} />
          </div>
        ) : null}
      </div>
      {compileFailed ? null : (
        <Tabs
          label="Output"
          className="flex-1 border-t"
          selected={selected}
          onSelect={setChosen}
          tabs={[
            {
              key: "stdout",
              label: "stdout",
              panel: (
                <OutputView
                  shown={stdout}
                  label="Standard output"
                  empty={empty}
                  className="h-full min-h-32"
                />
              ),
            },
            {
              key: "stderr",
              label: (
                <>
                  stderr
                  {isEmpty(stderr) ? null : (
                    <span className="size-1.5 rounded-full bg-warn" role="img" aria-label="not empty" />
                  )}
                </>
              ),
              panel: (
                <OutputView shown={stderr} label="Error output" empty={empty} className="h-full min-h-32" />
              ),
            },
          ]}
        />
      )}
    </>
  );
}

function shown(result: TestResult | null, stream: Stream, live: VisibleText): VisibleText {
  const kept = result?.[stream];
  return kept ? toVisible(kept) : live;
}

function isEmpty({ head, tail, cutBytes }: VisibleText): boolean {
  return head === "" && tail === "" && cutBytes === 0;
}
