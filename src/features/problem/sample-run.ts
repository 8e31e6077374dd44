import type { InlineTest } from "#contract/submission.ts";
import type { Problem } from "#contract/problem.ts";
import type { RunRequest } from "../workspace/use-runner.ts";

type Work = { language: string; source: string; stdin: string };

/**
 * A run on the samples, judged as the problem judges, and on the person's own input if there is any. A problem's own
 * checker judges submissions only: where output may differ from the sample's, nothing is compared.
 */
export function sampleRun(
  { samples, checker, limits }: Problem,
  { language, source, stdin }: Work,
): RunRequest {
  const tests: InlineTest[] = samples.map((sample, index) => ({
    name: `Sample ${index + 1}`,
    stdin: sample.stdin,
    ...(checker.kind === "custom" ? {} : { expectedStdout: sample.expectedStdout }),
  }));
  if (stdin !== "" || tests.length === 0) tests.push({ name: "Own input", stdin });
  const { cpuMs, wallMs, memoryBytes } = limits;
  const builtIn = checker.kind === "custom" ? {} : { checker };
  return { language, source, tests, ...builtIn, limits: { cpuMs, wallMs, memoryBytes } };
}
