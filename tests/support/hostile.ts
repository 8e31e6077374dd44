import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import { DEFAULT_LIMITS, type Limits } from "../../src/contract/limits.ts";
import type { Checker } from "../../src/contract/submission.ts";
import type { TestResult } from "../../src/contract/test-result.ts";
import type { TimeCause, Verdict } from "../../src/contract/verdict.ts";
import type { FinalOutcome } from "../../src/platform/database/judging-repository.ts";
import { judgeSubmission } from "../../worker/judge/judge-submission.ts";
import { Label } from "../../worker/sandbox/labels.ts";
import { childEnvironment } from "./env.ts";
import { PROGRAMS, type LanguageSlug } from "./programs.ts";
import { NO_CHECKERS, runtimeOf, sourceOf, type TestSandbox } from "./sandbox.ts";

const FOLDER = join(import.meta.dirname, "..", "sandbox", "hostile", "programs");
const HEADER = { name: "hostile.h", content: readFileSync(join(FOLDER, "hostile.h")) };

/** Short, so that waiting for a limit takes little; memory that a compiler can do with, so that it is not changed. */
const LIMITS: Limits = { ...DEFAULT_LIMITS, cpuMs: 300, wallMs: 1_500 };
const ROOMY: Limits = { ...DEFAULT_LIMITS, cpuMs: 5_000, wallMs: 20_000 };

/** What must come of one run; what is not named may be anything. */
type Expectation = {
  verdict: Verdict | readonly Verdict[];
  timeCause?: TimeCause;
  exitCode?: number;
  signal?: string;
  oomKilled?: boolean;
  stdoutBytes?: number;
  stderrBytes?: number;
};

type HostileRun = Expectation & {
  stdin?: string | (() => Uint8Array);
  /** @defaultValue OK */
  expected?: string | (() => Uint8Array);
};

export type HostileInput = {
  /** Which of the list of hostile inputs this is (docs/sandbox.md). */
  numbers: readonly number[];
  title: string;
  language: LanguageSlug;
  /** In tests/sandbox/hostile/programs, or the bytes themselves where a file could not hold them. */
  program: string | (() => Uint8Array);
  limits?: Partial<Limits>;
  checker?: Checker["kind"];
  /** Bounds the compiler in place of the runtime's own 10 seconds. */
  compileCpuMs?: number;
  /** What the outcome must be: of the compile, or run by run. */
  compileError?: RegExp;
  runs?: readonly HostileRun[];
  /** Where the outcome is a policy of this engine rather than the only right one. */
  note?: string;
  /** Slow: tried with reuse only. */
  once?: boolean;
};

/** For what must not compile. */
const ANY_RUN: HostileRun = { verdict: "CE" };

/** Room enough that no limit matters: for programs that check something and end. */
export const ROOMY_LIMITS: Partial<Limits> = { cpuMs: ROOMY.cpuMs, wallMs: ROOMY.wallMs };

const bytesOf = (value: string | (() => Uint8Array)): Uint8Array =>
  typeof value === "string" ? Buffer.from(value) : value();

export function judgeHostile({ sandbox }: TestSandbox, input: HostileInput): Promise<FinalOutcome> {
  const known = runtimeOf(input.language);
  const { compileCpuMs } = input;
  const runtime =
    known.compile === null || compileCpuMs === undefined
      ? known
      : {
          ...known,
          compile: { ...known.compile, limits: { ...known.compile.limits, cpuMs: compileCpuMs } },
        };
  const main =
    typeof input.program === "string" ? readFileSync(join(FOLDER, input.program)) : input.program();
  return judgeSubmission(sandbox, {
    job: {
      id: "hostile",
      attempt: 1,
      language: known.slug,
      limits: { ...LIMITS, ...input.limits },
      checker: { kind: input.checker ?? "token" },
      stopOnFirstFail: false,
      problem: null,
    },
    runtime,
    files: [sourceOf(known, main), ...(known.slug === "c" ? [HEADER] : [])],
    tests: (input.runs ?? [ANY_RUN]).map(({ stdin = "", expected = "OK" }, index) => ({
      name: `${index}`,
      visibility: "full",
      stdin: bytesOf(stdin),
      expected: bytesOf(expected),
    })),
    checkerFiles: [],
    checkers: NO_CHECKERS,
    slot: 0,
    signal: new AbortController().signal,
    report: () => undefined,
  });
}

/** The same slot, the same container where it is reused, with a program that does nothing wrong. */
export async function judgeKnownGood(
  { sandbox }: TestSandbox,
  language: LanguageSlug,
): Promise<FinalOutcome> {
  const runtime = runtimeOf(language);
  return judgeSubmission(sandbox, {
    job: {
      id: "good",
      attempt: 1,
      language,
      limits: ROOMY,
      checker: { kind: "token" },
      stopOnFirstFail: false,
      problem: null,
    },
    runtime,
    files: [sourceOf(runtime, PROGRAMS[language].AC)],
    tests: [{ name: "good", visibility: "full", stdin: Buffer.from("1 2\n"), expected: Buffer.from("3\n") }],
    checkerFiles: [],
    checkers: NO_CHECKERS,
    slot: 0,
    signal: new AbortController().signal,
    report: () => undefined,
  });
}

const SHOWN_CHARS = 400;

function differences(run: HostileRun, result: TestResult | undefined): string[] {
  if (result === undefined) return ["no result"];
  const verdicts = typeof run.verdict === "string" ? [run.verdict] : run.verdict;
  const found = [];
  if (!verdicts.some((verdict) => verdict === result.verdict))
    found.push(`verdict ${result.verdict} instead of ${verdicts.join(" or ")}`);
  for (const key of ["timeCause", "exitCode", "signal", "oomKilled", "stdoutBytes", "stderrBytes"] as const) {
    if (run[key] !== undefined && run[key] !== result[key])
      found.push(`${key} ${result[key]} instead of ${run[key]}`);
  }
  if (found.length > 0) {
    const { stdout, stderr, cpuMs, wallMs, exitCode, signal, message } = result;
    const shown = JSON.stringify({ cpuMs, wallMs, exitCode, signal, message });
    found.push(shown, stdout?.text.slice(0, SHOWN_CHARS) ?? "", stderr?.text.slice(0, SHOWN_CHARS) ?? "");
  }
  return found;
}

/** Everything in which the outcome is not what was expected; empty when all is well. */
export function compareOutcome(
  input: HostileInput,
  outcome: Pick<FinalOutcome, "verdict" | "compile" | "results">,
): string[] {
  const compiled = outcome.compile?.output.text ?? "";
  if (input.compileError !== undefined) {
    const text = compiled + (outcome.compile?.output.tail ?? "");
    if (outcome.verdict !== "CE") return [`verdict ${outcome.verdict} instead of CE`];
    return input.compileError.test(text) ? [] : [`compiler output ${text.slice(-SHOWN_CHARS)}`];
  }
  if (outcome.verdict === "CE") return ["verdict CE", compiled.slice(0, 2_000)];
  return (input.runs ?? []).flatMap((run, index) =>
    differences(run, outcome.results[index]).map((text) => `run ${index}: ${text}`),
  );
}

/** `TLE cpu`, `RE 3`, `RE SIGSEGV`: an outcome in few characters. */
function describeRun(run: {
  verdict: string | readonly string[];
  timeCause?: string | null;
  exitCode?: number | null;
  signal?: string | null;
}): string {
  const verdict = typeof run.verdict === "string" ? run.verdict : run.verdict.join("/");
  const detail = verdict === "RE" ? (run.signal ?? run.exitCode) : run.timeCause;
  return detail === null || detail === undefined ? verdict : `${verdict} ${detail}`;
}

const distinct = (texts: readonly string[]): string => {
  const all = [...new Set(texts)];
  return all.length <= 5 ? all.join(", ") : `${all.slice(0, 4).join(", ")}, … (${all.length})`;
};

export function describeExpected(input: HostileInput): string {
  return input.compileError === undefined ? distinct((input.runs ?? []).map(describeRun)) : "CE";
}

export function describeOutcome(outcome: FinalOutcome): string {
  return outcome.results.length === 0 ? outcome.verdict : distinct(outcome.results.map(describeRun));
}

/** Every process of every container of the suite, as the host sees it, except the runner and its cells' inits. */
async function strangersIn(suite: TestSandbox, language?: LanguageSlug): Promise<string[]> {
  const dockerHost = inject("dockerHost");
  const env = childEnvironment({ DOCKER_HOST: dockerHost === "" ? undefined : dockerHost });
  const containers = (await suite.containers()).filter(
    ({ labels }) => language === undefined || labels[Label.LANGUAGE] === language,
  );
  const found = await Promise.all(
    containers.map(async ({ id }) => {
      const columns = ["top", id, "-o", "pid,stat,args"];
      // One that is just coming or going cannot be asked.
      const { stdout } = await promisify(execFile)("docker", columns, { env }).catch(() => ({ stdout: "" }));
      const processes = stdout.trim().split("\n").slice(1);
      const strangers = processes.filter((line) => !line.trim().endsWith("/engine/runner"));
      // The runner, and the cell that waits for the next run.
      return processes.length > 2 ? processes : strangers;
    }),
  );
  return found.flat();
}

/** What is left of a submission after its result is out; the kernel has a moment to take processes down. */
export async function findLeftovers(suite: TestSandbox, language?: LanguageSlug): Promise<string[]> {
  for (const deadline = Date.now() + 3_000; ;) {
    const strangers = await strangersIn(suite, language);
    if (strangers.length === 0 || Date.now() > deadline) return strangers;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
