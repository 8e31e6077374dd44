import type { TestResult, Totals } from "#contract/test-result.ts";
import type { TimeCause, Verdict } from "#contract/verdict.ts";

export type Overall = { verdict: Verdict; timeCause: TimeCause | null; totals: Totals };

/** The submission's verdict is that of the first test, in order, that is not accepted. */
export function summarize(results: readonly TestResult[], testCount: number): Overall {
  const deciding = results.find((result) => result.verdict !== "AC" && result.verdict !== "SKIPPED");
  const max = (pick: (result: TestResult) => number): number => Math.max(0, ...results.map(pick));
  return {
    verdict: deciding && deciding.verdict !== "SKIPPED" ? deciding.verdict : "AC",
    timeCause: deciding?.timeCause ?? null,
    totals: {
      tests: testCount,
      passed: results.filter((result) => result.verdict === "AC").length,
      decidingTest: deciding?.index ?? null,
      maxCpuMs: max((result) => result.cpuMs),
      maxWallMs: max((result) => result.wallMs),
      maxMemoryBytes: max((result) => result.memoryBytes),
      sumCpuMs: results.reduce((sum, result) => sum + result.cpuMs, 0),
    },
  };
}

/** Totals of a submission of which no test was run. */
export function emptyTotals(testCount: number): Totals {
  return summarize([], testCount).totals;
}
