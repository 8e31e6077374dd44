import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { INLINE_TESTS_MAX_BYTES, type Limits } from "../../../src/contract/limits.ts";
import type { CreateSubmissionInput, Submission } from "../../../src/contract/submission.ts";
import { containersOf } from "../../support/containers.ts";
import { startEngine, type TestEngine, type TestUser } from "../../support/engine.ts";
import { soakCount } from "../../support/env.ts";
import { forEachInFlight, seededRandom } from "../../support/flight.ts";
import { compareOutcome, type HostileInput } from "../../support/hostile.ts";
import { LANGUAGES, type LanguageSlug } from "../../support/programs.ts";
import { COMPILING } from "../../sandbox/hostile/inputs/compiling.ts";
import { ESCAPES } from "../../sandbox/hostile/inputs/escapes.ts";
import { EXITS } from "../../sandbox/hostile/inputs/exits.ts";
import { MEMORY } from "../../sandbox/hostile/inputs/memory.ts";
import { PROCESSES } from "../../sandbox/hostile/inputs/processes.ts";
import { STREAMS } from "../../sandbox/hostile/inputs/streams.ts";
import { TIME } from "../../sandbox/hostile/inputs/time.ts";
import { EXPECTED, LIMITS, OUTCOMES, programOf, type Outcome } from "../../sandbox/matrix/programs.ts";

/**
 * A worker under mixed load for long: every fourth submission means harm, the others are of every language and verdict.
 * `SOAK_COUNT=2000 npx vitest run --project integration tests/integration/system/soak.test.ts` is the long run; by
 * default it is a short one, which says nothing about memory.
 */

const WORKER_ID = `soaked-${randomUUID().slice(0, 8)}`;
const IN_FLIGHT = 4;
/** The worker's memory is compared with what it had after so many. */
const LEVEL_AFTER = 200;
const MAX_GROWTH = 1.2;
const HEADER = readFileSync(
  join(import.meta.dirname, "..", "..", "sandbox", "hostile", "programs", "hostile.h"),
  "utf8",
);
/** Those that are text, which is all that the API takes, and that a machine does in seconds. */
const HOSTILE = [...PROCESSES, ...MEMORY, ...TIME, ...STREAMS, ...EXITS, ...ESCAPES, ...COMPILING].filter(
  (input) =>
    typeof input.program === "string" && input.once !== true && testBytes(input) < INLINE_TESTS_MAX_BYTES,
);

function testBytes({ runs = [] }: HostileInput): number {
  const texts = runs.flatMap(({ stdin = "", expected = "" }) => [stdin, expected]);
  return texts.reduce((sum, text) => sum + (typeof text === "string" ? text : text()).length, 0);
}

type Job = {
  title: string;
  input: CreateSubmissionInput;
  /** What is not as it must be. */
  check: (snapshot: Submission) => string[];
};

let engine: TestEngine;
let user: TestUser;
let workerPid: number;
beforeAll(async () => {
  engine = await startEngine(inject("services"), {
    workers: 0,
    // Some of the hostile ones ask for more than is usual.
    environment: { MAX_FILE_BYTES: String(2 ** 30) },
  });
  workerPid = engine.startWorker({ WORKER_ID, WORKER_SLOTS: "2" }).pid;
  await engine.untilReady();
  user = await engine.createUser("soak");
});
afterAll(() => engine.stop());

test(
  `${soakCount} mixed submissions, a quarter of them hostile`,
  async () => {
    const wrong: string[] = [];
    const levels: number[] = [];
    const jobs = Array.from({ length: soakCount }, (_, index) => jobOf(index));
    await forEachInFlight(jobs, IN_FLIGHT, async ({ title, input, check }) => {
      const found = await judge(input).then(check, (error: unknown) => [String(error)]);
      levels.push(residentBytes(workerPid));
      if (found.length > 0) wrong.push(`${title}: ${found.join("; ")}`);
    });
    expect(wrong).toEqual([]);
    expect(growthOf(levels)).toBeLessThanOrEqual(MAX_GROWTH);
    const { lanes } = await user.trpc.system.status.query();
    expect(lanes.map(({ depth, claimed }) => depth + claimed)).toEqual(lanes.map(() => 0));
    await engine.stopWorkers();
    expect(await containersOf(WORKER_ID, inject("services").dockerHost)).toEqual([]);
  },
  120_000 + soakCount * 5_000,
);

async function judge(input: CreateSubmissionInput): Promise<Submission> {
  const snapshot = await user.trpc.submission.createAndWait.mutate(input);
  if (snapshot.status === "done") return snapshot;
  throw new Error(`Submission ${snapshot.id} is ${snapshot.status} after a minute`);
}

const random = seededRandom(2_000);

function pick<Item>(items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("There is nothing to pick from");
  return item;
}

function jobOf(index: number): Job {
  return index % 4 === 3 ? hostileJob(pick(HOSTILE)) : matrixJob(pick(LANGUAGES), pick(OUTCOMES));
}

function matrixJob(language: LanguageSlug, outcome: Outcome): Job {
  const expected = EXPECTED[outcome];
  return {
    title: `${language} ${outcome}`,
    input: {
      language,
      source: programOf(language, outcome),
      // Nothing that is not about the wall clock may end by it, however busy the machine is.
      limits: { wallMs: 30_000, ...withoutCompile(LIMITS[outcome]) },
      tests: [{ stdin: "1 2\n", expectedStdout: "3\n" }],
    },
    check: ({ verdict, timeCause }) =>
      verdict === expected.verdict && timeCause === expected.timeCause
        ? []
        : [`${verdict} ${timeCause} instead of ${expected.verdict} ${expected.timeCause}`],
  };
}

function hostileJob(input: HostileInput): Job {
  const { language, program, limits, checker, compileCpuMs, runs = [] } = input;
  const folder = join(import.meta.dirname, "..", "..", "sandbox", "hostile", "programs");
  const base64 = (value: string | (() => Uint8Array)): string =>
    Buffer.from(typeof value === "string" ? value : value()).toString("base64");
  const source = typeof program === "string" ? readFileSync(join(folder, program), "utf8") : "";
  return {
    title: input.title,
    input: {
      language,
      files: [
        { name: MAIN_FILES[language], content: source },
        ...(language === "c" ? [{ name: "hostile.h", content: HEADER }] : []),
      ],
      limits: {
        cpuMs: 300,
        wallMs: 1_500,
        ...withoutCompile(limits),
        ...(compileCpuMs === undefined ? {} : { compile: { cpuMs: compileCpuMs } }),
      },
      checker: { kind: checker ?? "token" },
      tests: (runs.length === 0 ? [{ verdict: "CE" }] : runs).map((run) => ({
        stdin: base64(("stdin" in run ? run.stdin : undefined) ?? ""),
        expectedStdout: base64(("expected" in run ? run.expected : undefined) ?? "OK"),
        encoding: "base64" as const,
      })),
    },
    check: ({ verdict, compile, tests }) =>
      verdict === null ? ["no verdict"] : compareOutcome(input, { verdict, compile, results: tests }),
  };
}

const MAIN_FILES: Readonly<Record<LanguageSlug, string>> = {
  c: "main.c",
  cpp: "main.cpp",
  java: "Main.java",
  javascript: "main.js",
  python: "main.py",
};

/** 1 when there were too few to say anything. */
function growthOf(levels: readonly number[]): number {
  if (levels.length <= 2 * LEVEL_AFTER) return 1;
  const growth = median(levels.slice(-50)) / median(levels.slice(LEVEL_AFTER, LEVEL_AFTER + 50));
  process.stdout.write(
    `The worker's memory at the end: ${growth.toFixed(2)} × of that after ${LEVEL_AFTER}\n`,
  );
  return growth;
}

/** Limits of the compiler are given apart from the others here. */
function withoutCompile(limits: Partial<Limits> = {}): Partial<Omit<Limits, "compile">> {
  const { compile: _, ...own } = limits;
  return own;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function residentBytes(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(match?.[1] ?? Number.NaN) * 1024;
}
