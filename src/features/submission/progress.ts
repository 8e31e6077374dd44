import type { Submission } from "#contract/submission.ts";
import type { TestResult } from "#contract/test-result.ts";
import { VERDICT_NAMES } from "#contract/verdict.ts";
import { plural } from "../ui/format.ts";

/** The first test, in order, that is not accepted: as things stand, it decides the verdict. */
export function worstSoFar(tests: readonly TestResult[]): TestResult | null {
  return tests.find(({ verdict }) => verdict !== "AC" && verdict !== "SKIPPED") ?? null;
}

/** Whether the output was compared with nothing, so that "accepted" would say too much. */
export function isPlainRun({ problem, tests }: Submission): boolean {
  return (
    problem === null && tests.every((test) => test.visibility === "full" && test.expectedStdout === null)
  );
}

export function testCount({ progress, tests }: Submission): number {
  return Math.max(progress.of, ...tests.map(({ index }) => index + 1), 0);
}

/** One sentence per phase, for those who listen to the page. Changes with the phase, not with every test. */
export function announce(submission: Submission): string {
  const { status, verdict, totals } = submission;
  switch (status) {
    case "queued":
      return submission.queue?.reason === "no_worker"
        ? "Queued. No worker serves this language right now"
        : "Queued";
    case "compiling":
      return "Compiling";
    case "running":
      return `Running ${plural(testCount(submission), "test")}`;
    case "done":
      return [
        verdict ? (isPlainRun(submission) && verdict === "AC" ? "Finished" : VERDICT_NAMES[verdict]) : "Done",
        totals && totals.tests > 1 ? `${totals.passed} of ${plural(totals.tests, "test")} passed` : "",
      ]
        .filter(Boolean)
        .join(", ");
  }
}
