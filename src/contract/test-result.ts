import { z } from "zod";
import { RunLimits } from "./limits.ts";
import { Text } from "./text.ts";
import { TestVerdict, TimeCause } from "./verdict.ts";

/**
 * What the submitter may see of a test, enforced where events and snapshots are made.
 * `full`: input, expected output and own output; `own_output`: only what the program wrote;
 * `verdict_only`: verdict, time and memory; `hidden`: only that the test exists and its verdict.
 */
export const Visibility = z.enum(["full", "own_output", "verdict_only", "hidden"]);
export type Visibility = z.infer<typeof Visibility>;

const count = z.int().nonnegative();

/** One test's whole result, with the evidence behind its verdict. */
export const TestResult = z.strictObject({
  /** Position in the submission, from 0. */
  index: count,
  name: z.string(),
  visibility: Visibility,
  verdict: TestVerdict,
  timeCause: TimeCause.nullable(),
  cpuMs: count,
  wallMs: count,
  memoryBytes: count,
  exitCode: z.int().nullable(),
  /** Name such as `SIGSEGV`, null when no signal ended the program. */
  signal: z.string().nullable(),
  oomKilled: z.boolean(),
  stdoutBytes: count,
  stderrBytes: count,
  limits: RunLimits,
  /** What the checker says, for example the first difference. */
  message: z.string().nullable(),
  stdin: Text.nullable(),
  expectedStdout: Text.nullable(),
  stdout: Text.nullable(),
  stderr: Text.nullable(),
});
export type TestResult = z.infer<typeof TestResult>;

/** Sums over the tests of one attempt. Times and memory are those of the worst test. */
export const Totals = z.strictObject({
  tests: count,
  passed: count,
  /** Position of the test that decided the verdict, null when every test passed or none ran. */
  decidingTest: count.nullable(),
  maxCpuMs: count,
  maxWallMs: count,
  maxMemoryBytes: count,
  sumCpuMs: count,
});
export type Totals = z.infer<typeof Totals>;
