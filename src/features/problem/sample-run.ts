import type { InlineTest } from "#contract/submission.ts";
import type { Problem } from "#contract/problem.ts";
import type { RunRequest } from "../workspace/use-runner.ts";

type Work = { language: string; source: string; stdin: string };

/** A run on the samples, judged as the problem judges, and on the person's own input if there is any. */
export function sampleRun(
  { samples, checker, limits }: Problem,
  { language, source, stdin }: Work,
): RunRequest {
  const tests: InlineTest[] = samples.map((sample, index) => ({
    name: `Sample ${index + 1}`,
    stdin: sample.stdin,
    expectedStdout: sample.expectedStdout,
  }));
  if (stdin !== "" || tests.length === 0) tests.push({ name: "Own input", stdin });
  const { cpuMs, wallMs, memoryBytes } = limits;
  return { language, source, tests, checker, limits: { cpuMs, wallMs, memoryBytes } };
}
