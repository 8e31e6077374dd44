import type { CompileResult, SubmissionEvent } from "#contract/event.ts";
import type { CompileLimits, RunLimits } from "#contract/limits.ts";
import type { TestResult } from "#contract/test-result.ts";
import type { FinalOutcome, JudgingJob, JudgingTest } from "#platform/database/judging-repository.ts";
import { compileLimitsOf } from "#platform/runtimes/catalogue.ts";
import type { Runtime } from "#platform/runtimes/runtime-schema.ts";
import type { ExecOutcome, Sandbox, Session, SourceFile } from "../sandbox/sandbox.ts";
import { applyRuntimeFactors, toRunLimits } from "./applied-limits.ts";
import { createCheckerUse, type CheckerUse } from "./checker/checker-use.ts";
import type { Checkers } from "./checker/checkers.ts";
import { checkSyntax, compile } from "./compile.ts";
import { environmentFor, fillArguments } from "./environment.ts";
import {
  createTestRun,
  keptBytesPerText,
  toSkippedResult,
  toTestResult,
  type TestRun,
} from "./judge-test.ts";
import { createLiveOutput } from "./live-output.ts";
import { emptyTotals, summarize } from "./totals.ts";

export type JudgeInput = {
  job: JudgingJob;
  runtime: Runtime;
  files: readonly SourceFile[];
  tests: readonly JudgingTest[];
  /** The problem's own checker, its main file first. */
  checkerFiles: readonly SourceFile[];
  /** Where such checkers run. */
  checkers: Checkers;
  slot: number;
  /** Aborting kills everything at once; judging then rejects. */
  signal: AbortSignal;
  /** Called in the order things happen. Must not throw. */
  report: (event: SubmissionEvent) => void;
};

type JudgeState = JudgeInput & {
  session: Session;
  checker: CheckerUse;
  limits: RunLimits;
  compileLimits: CompileLimits;
  runs: readonly TestRun[];
};

/**
 * Judges one submission: compile once, run every test in the same container, compare while the output streams.
 * Rejects only when isolation failed or the signal aborted; whatever the program does is a verdict.
 */
export async function judgeSubmission(
  sandbox: Pick<Sandbox, "acquire">,
  input: JudgeInput,
): Promise<FinalOutcome> {
  const { job, runtime, tests, signal } = input;
  const limits = applyRuntimeFactors(job.limits, runtime);
  const session = await sandbox.acquire({
    language: runtime.slug,
    memoryBytes: limits.memoryBytes,
    slot: input.slot,
    signal,
  });
  const checker = createCheckerUse(input);
  const onAbort = (): void => {
    void session.destroy("aborted");
    void checker.destroy("aborted");
  };
  signal.addEventListener("abort", onAbort);
  try {
    if (signal.aborted) throw signal.reason;
    const { createComparer } = checker;
    const context = { limits, createComparer, keptBytes: keptBytesPerText(tests.length), runtime };
    const runs = tests.map((test, index) => createTestRun(test, index, context));
    const compileLimits = job.limits.compile ?? compileLimitsOf(runtime);
    const outcome = await judgeIn({ ...input, session, checker, limits, compileLimits, runs });
    checker.giveBack();
    // Never rejects, and the verdict need not wait until the container is wiped.
    void session.release();
    return outcome;
  } catch (error) {
    // Nobody waits for the container to be gone either: with Docker away that takes until it is back.
    void session.destroy("judging failed");
    void checker.destroy("judging failed");
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

async function judgeIn(state: JudgeState): Promise<FinalOutcome> {
  const { session, runtime, files, limits } = state;
  session.begin(files);
  let compiled: CompileResult | null = null;
  if (runtime.compile) {
    state.report({ type: "compiling", ...stamp(state) });
    compiled = await compile(session, {
      step: runtime.compile,
      env: environmentFor(runtime.compile.env),
      limits: state.compileLimits,
      memoryBytes: limits.memoryBytes,
    });
    state.report({ type: "compiled", ...stamp(state), ...compiled });
    if (!compiled.ok) return compileError(state, compiled);
  }
  const results = await runTests(state);
  if ("failedCheck" in results) return compileError(state, results.failedCheck);
  return {
    ...summarize(results.tests, state.runs.length),
    compile: compiled,
    message: null,
    imageDigest: session.imageDigest,
    results: results.tests,
  };
}

function compileError(state: JudgeState, compiled: CompileResult): FinalOutcome {
  return {
    verdict: "CE",
    timeCause: null,
    totals: emptyTotals(state.runs.length),
    compile: compiled,
    message: null,
    imageDigest: state.session.imageDigest,
    results: [],
  };
}

type TestsOutcome = { tests: TestResult[] } | { failedCheck: CompileResult };

/**
 * Runs the tests in order. All of them are sent ahead, so that a test costs no round trip; except where the next
 * one depends on the last: `stopOnFirstFail`, the first test of a language whose syntax is checked afterwards, and
 * checkers that need the whole output, of which one at a time is kept.
 */
async function runTests(state: JudgeState): Promise<TestsOutcome> {
  const { runs, job, runtime } = state;
  const tests: TestResult[] = [];
  const [first, ...others] = runs;
  if (!first) return { tests };
  const sent = new Map<TestRun, SentTest>();
  const send = (run: TestRun): SentTest => {
    const known = sent.get(run) ?? sendTest(state, run);
    sent.set(run, known);
    return known;
  };
  const isSequential = job.stopOnFirstFail || state.checker.keepsOutput;
  send(first);
  if (!isSequential && runtime.check === null) others.forEach(send);
  for (const run of runs) {
    if (job.stopOnFirstFail && tests.some((result) => result.verdict !== "AC")) {
      tests.push(toSkippedResult(run));
      state.report({ type: "test", ...stamp(state), result: toSkippedResult(run) });
      continue;
    }
    const result = await finishTest(state, run, send(run));
    if (run === first && runtime.check !== null) {
      const check = await checkAfterFailure(state, result);
      if (check && !check.ok) return { failedCheck: check };
      if (!isSequential) others.forEach(send);
    }
    tests.push(result);
    state.report({ type: "test", ...stamp(state), result });
  }
  return { tests };
}

type SentTest = {
  started: Promise<void>;
  outcome: Promise<ExecOutcome>;
  live: ReturnType<typeof createLiveOutput>;
};

function sendTest(state: JudgeState, run: TestRun): SentTest {
  const { session, runtime, limits } = state;
  const live = createLiveOutput((piece) =>
    state.report({ type: "output", ...stamp(state), test: run.index, ...piece }),
  );
  const showsOutput = run.test.visibility === "full" || run.test.visibility === "own_output";
  let onStarted = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    onStarted = resolve;
  });
  const outcome = session.exec(
    {
      kind: "run",
      argv: fillArguments(runtime.run.argv, limits.memoryBytes),
      env: environmentFor(runtime.run.env),
      limits: toRunLimits(limits),
      stdin: run.test.stdin,
      test: run.index,
    },
    {
      onStarted,
      onStdout: (chunk) => {
        run.stdout.write(chunk);
        run.comparer?.write(chunk);
        if (showsOutput) live.write("stdout", chunk);
      },
      onStderr: (chunk) => {
        run.stderr.write(chunk);
        run.outOfMemory?.write(chunk);
        if (showsOutput) live.write("stderr", chunk);
      },
    },
  );
  // Awaited later, in order; a failure before that must not count as unhandled.
  outcome.catch(() => undefined);
  return { started, outcome, live };
}

async function finishTest(state: JudgeState, run: TestRun, sent: SentTest): Promise<TestResult> {
  await Promise.race([sent.started, sent.outcome]);
  state.report({ type: "running", ...stamp(state), test: run.index, of: state.runs.length });
  sent.live.open();
  try {
    return await toTestResult(run, await sent.outcome);
  } finally {
    sent.live.close();
  }
}

/**
 * A syntax error shows as a program that failed without having written anything. Only then is the check worth its
 * time: programs that work pay nothing for it.
 */
async function checkAfterFailure(state: JudgeState, result: TestResult): Promise<CompileResult | null> {
  const { runtime, limits, session } = state;
  if (runtime.check === null || result.verdict !== "RE" || result.stdoutBytes > 0) return null;
  const check = await checkSyntax(session, {
    argv: fillArguments(runtime.check, limits.memoryBytes),
    env: environmentFor(runtime.run.env),
    limits: state.compileLimits,
    memoryBytes: limits.memoryBytes,
  });
  if (!check.ok) state.report({ type: "compiled", ...stamp(state), ...check });
  return check;
}

function stamp(state: JudgeState): { at: string; attempt: number } {
  return { at: new Date().toISOString(), attempt: state.job.attempt };
}
