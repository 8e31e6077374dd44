import type { RunLimits } from "#contract/limits.ts";
import type { TestResult } from "#contract/test-result.ts";
import type { TestVerdict, TimeCause } from "#contract/verdict.ts";
import type { JudgingTest } from "#platform/database/judging-repository.ts";
import type { Runtime } from "#platform/runtimes/runtime-schema.ts";
import { SandboxError, type ExecOutcome } from "../sandbox/sandbox.ts";
import { createCapture, type Capture } from "./capture.ts";
import type { Comparer, Comparison } from "./compare/comparison.ts";
import { watchForOutOfMemory, type OutOfMemoryWatch } from "./out-of-memory.ts";
import { signalName } from "./signals.ts";
import { toBoundedText } from "./text.ts";

const KIB = 1024;
const KEPT_MAX_BYTES = 64 * KIB;
const KEPT_MIN_BYTES = KIB;
/** What the kept texts of one submission may add up to, about. */
const KEPT_TOTAL_BYTES = 4 * 1024 * KIB;
const TEXTS_PER_TEST = 4;

/** How much of each text of a test is kept: a lot when there are few tests, little when there are hundreds. */
export function keptBytesPerText(testCount: number): number {
  const share = Math.floor(KEPT_TOTAL_BYTES / TEXTS_PER_TEST / Math.max(1, testCount));
  return Math.min(KEPT_MAX_BYTES, Math.max(KEPT_MIN_BYTES, share));
}

export type TestRun = {
  index: number;
  test: JudgingTest;
  limits: RunLimits;
  keptBytes: number;
  stdout: Capture;
  stderr: Capture;
  comparer: Comparer | null;
  /** Null for languages that leave it to the kernel. */
  outOfMemory: OutOfMemoryWatch | null;
};

export function createTestRun(
  test: JudgingTest,
  index: number,
  context: {
    limits: RunLimits;
    createComparer: (test: JudgingTest) => Comparer | null;
    keptBytes: number;
    runtime: Runtime;
  },
): TestRun {
  const { limits, createComparer, keptBytes, runtime } = context;
  const sign = runtime.outOfMemory;
  return {
    index,
    test,
    limits,
    keptBytes,
    stdout: createCapture(keptBytes, Math.floor(keptBytes / 8)),
    stderr: createCapture(keptBytes, Math.floor(keptBytes / 8)),
    comparer: createComparer(test),
    outOfMemory: sign === null ? null : watchForOutOfMemory(sign, limits.memoryBytes),
  };
}

type Judgement = { verdict: TestVerdict; timeCause: TimeCause | null; message: string | null };

/** What only the worker knows about a run. */
type Findings = {
  compare: () => Comparison | Promise<Comparison>;
  /** Whether a failure is the runtime's own out-of-memory error, at the limit. */
  ranOutOfMemory: () => boolean;
};

/** From what happened to what it means. The cause was recorded by whoever ended the run; it decides first. */
export async function judgeOutcome(
  outcome: ExecOutcome,
  { compare, ranOutOfMemory }: Findings,
): Promise<Judgement> {
  const judged = (verdict: TestVerdict, message: string | null = null): Judgement => ({
    verdict,
    timeCause: null,
    message,
  });
  switch (outcome.cause) {
    case "cpu":
      return { verdict: "TLE", timeCause: "cpu", message: null };
    case "wall":
      return { verdict: "TLE", timeCause: "wall", message: null };
    case "memory":
      return judged("MLE");
    case "output":
      return judged("OLE");
    case "exited": {
      if (outcome.signal !== null || outcome.exitCode !== 0) return judged(ranOutOfMemory() ? "MLE" : "RE");
      const { ok, isPresentation, message } = await compare();
      return judged(ok ? "AC" : isPresentation ? "PE" : "WA", message || null);
    }
    case "internal":
      throw new SandboxError(`The runner could not run a test: ${outcome.note}`);
    case "no-artifact":
      throw new SandboxError("A test was asked for although there is no program");
  }
}

export async function toTestResult(run: TestRun, outcome: ExecOutcome): Promise<TestResult> {
  const judgement = await judgeOutcome(outcome, {
    compare: () => run.comparer?.end() ?? { ok: true, message: "" },
    ranOutOfMemory: () => run.outOfMemory?.explains(outcome) ?? false,
  });
  const result: TestResult = {
    index: run.index,
    name: run.test.name,
    visibility: run.test.visibility,
    ...judgement,
    cpuMs: Math.round(outcome.cpuMs),
    wallMs: Math.round(outcome.wallMs),
    memoryBytes: outcome.peakMemoryBytes,
    exitCode: outcome.exitCode,
    signal: outcome.signal === null ? null : signalName(outcome.signal),
    oomKilled: outcome.oomKills > 0,
    stdoutBytes: outcome.stdoutBytes,
    stderrBytes: outcome.stderrBytes,
    limits: run.limits,
    stdin: toBoundedText(run.test.stdin, run.keptBytes),
    expectedStdout: run.test.expected === null ? null : toBoundedText(run.test.expected, run.keptBytes),
    stdout: run.stdout.text(),
    stderr: run.stderr.text(),
  };
  return asVisible(result);
}

/** A test that was not run because an earlier one failed. */
export function toSkippedResult(run: TestRun): TestResult {
  return {
    index: run.index,
    name: run.test.name,
    visibility: run.test.visibility,
    verdict: "SKIPPED",
    timeCause: null,
    cpuMs: 0,
    wallMs: 0,
    memoryBytes: 0,
    exitCode: null,
    signal: null,
    oomKilled: false,
    stdoutBytes: 0,
    stderrBytes: 0,
    limits: run.limits,
    message: null,
    stdin: null,
    expectedStdout: null,
    stdout: null,
    stderr: null,
  };
}

/**
 * Takes away what the submitter may not see, before the result goes anywhere: events, snapshots and the record hold
 * the same projection, so nothing can leak later. What a program printed may be its input, and a checker's message
 * quotes the answer.
 */
export function asVisible(result: TestResult): TestResult {
  switch (result.visibility) {
    case "full":
      return result;
    case "own_output":
      return { ...result, stdin: null, expectedStdout: null, message: null };
    case "verdict_only":
      return { ...result, stdin: null, expectedStdout: null, message: null, stdout: null, stderr: null };
    case "hidden":
      return {
        ...result,
        stdin: null,
        expectedStdout: null,
        message: null,
        stdout: null,
        stderr: null,
        cpuMs: 0,
        wallMs: 0,
        memoryBytes: 0,
        stdoutBytes: 0,
        stderrBytes: 0,
        exitCode: null,
        signal: null,
      };
  }
}
