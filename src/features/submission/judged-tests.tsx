"use client";
import { useCallback, useRef, useState } from "react";
import type { Submission } from "#contract/submission.ts";
import type { TestResult } from "#contract/test-result.ts";
import { isFinal } from "#contract/verdict.ts";
import { testCount, worstSoFar } from "./progress.ts";
import { TestStrip } from "./test-strip.tsx";
import { TestTable } from "./test-table.tsx";

/** Strip and table of one submission. The failing (or only) test is opened by itself until somebody chooses. */
export function JudgedTests({ submission }: { submission: Submission }) {
  const { tests, progress, status } = submission;
  const [chosen, setChosen] = useState<number | "none" | null>(null);
  const count = testCount(submission);
  const suggested = isFinal(status) ? suggest(tests) : null;
  const open = chosen === "none" ? null : (chosen ?? suggested);

  const toggle = useCallback(
    (index: number) => setChosen((known) => ((known ?? suggested) === index ? "none" : index)),
    [suggested],
  );
  const table = useRef<HTMLDivElement>(null);
  const show = useCallback((index: number) => {
    setChosen(index);
    table.current?.querySelector(`[data-test-index="${index}"]`)?.scrollIntoView({ block: "center" });
  }, []);
  const running = status === "running" ? progress.running : null;
  if (count === 0 || submission.verdict === "CE") return null;
  return (
    <div ref={table} className="space-y-3">
      <TestStrip count={count} tests={tests} running={running} onSelect={show} />
      <TestTable
        count={count}
        tests={tests}
        checker={submission.checker}
        running={running}
        judging={!isFinal(status)}
        open={open}
        onToggle={toggle}
      />
    </div>
  );
}

function suggest(tests: readonly TestResult[]): number | null {
  const [first, second] = tests;
  return first && !second ? first.index : (worstSoFar(tests)?.index ?? null);
}
