"use client";
import { useCallback, useState } from "react";
import type { Submission } from "#contract/submission.ts";
import { isFinal } from "#contract/verdict.ts";
import { testCount, worstSoFar } from "./progress.ts";
import { TestStrip } from "./test-strip.tsx";
import { TestTable } from "./test-table.tsx";

/** Strip and table of one submission. The failing test is opened by itself until somebody chooses. */
export function JudgedTests({ submission }: { submission: Submission }) {
  const { tests, progress, status } = submission;
  const [chosen, setChosen] = useState<number | "none" | null>(null);
  const count = testCount(submission);
  const suggested = isFinal(status) && count > 0 ? (worstSoFar(tests)?.index ?? null) : null;
  const open = chosen === "none" ? null : (chosen ?? suggested);

  const toggle = useCallback(
    (index: number) => setChosen((known) => ((known ?? suggested) === index ? "none" : index)),
    [suggested],
  );
  const running = status === "running" ? progress.running : null;
  if (count === 0 || submission.verdict === "CE") return null;
  return (
    <div className="space-y-3">
      <TestStrip count={count} tests={tests} running={running} onSelect={setChosen} />
      <TestTable
        count={count}
        tests={tests}
        running={running}
        judging={!isFinal(status)}
        open={open}
        onToggle={toggle}
      />
    </div>
  );
}
