import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { DEFAULT_LIMITS, defaultWallMs } from "../../src/contract/limits.ts";
import type { TestResult } from "../../src/contract/test-result.ts";
import type { Database } from "../../src/platform/database/create-database.ts";
import type { FinalOutcome } from "../../src/platform/database/judging-repository.ts";
import type { NewSubmission } from "../../src/platform/database/submission-repository.ts";
import type { ExecOutcome } from "../../worker/sandbox/sandbox.ts";

export const LIMITS = { ...DEFAULT_LIMITS, wallMs: defaultWallMs(DEFAULT_LIMITS.cpuMs) };

/** A user without a way to sign in; ends the connection it was given. */
export async function insertUser(database: Database): Promise<string> {
  const id = randomBytes(8).toString("hex");
  await database.user.create({ data: { id, name: "Test", email: `${id}@example.com` } });
  await database.$disconnect();
  return id;
}

export function newSubmission(userId: string, changes: Partial<NewSubmission> = {}): NewSubmission {
  return {
    id: uuidv7(),
    userId,
    problemId: null,
    language: "python",
    limits: LIMITS,
    checker: { kind: "token" },
    stopOnFirstFail: false,
    idempotencyKey: null,
    requestHash: "hash",
    lane: "interactive",
    files: [{ name: "main.py", content: new TextEncoder().encode("print(1)\n") }],
    inlineTests: [{ name: "run", stdin: new Uint8Array(), expected: null }],
    testCount: 1,
    ...changes,
  };
}

const { sourceBytes: _, compile: __, ...RUN_LIMITS } = LIMITS;

export function testResult(index: number, changes: Partial<TestResult> = {}): TestResult {
  return {
    index,
    name: `test ${index}`,
    visibility: "full",
    verdict: "AC",
    timeCause: null,
    cpuMs: 1,
    wallMs: 2,
    memoryBytes: 3,
    exitCode: 0,
    signal: null,
    oomKilled: false,
    stdoutBytes: 0,
    stderrBytes: 0,
    limits: RUN_LIMITS,
    message: null,
    stdin: null,
    expectedStdout: null,
    stdout: null,
    stderr: null,
    ...changes,
  };
}

export function outcome(changes: Partial<FinalOutcome> = {}): FinalOutcome {
  return {
    verdict: "AC",
    timeCause: null,
    totals: {
      tests: 1,
      passed: 1,
      decidingTest: null,
      maxCpuMs: 1,
      maxWallMs: 2,
      maxMemoryBytes: 3,
      sumCpuMs: 1,
    },
    compile: null,
    message: null,
    imageDigest: "sha256:0",
    results: [testResult(0)],
    ...changes,
  };
}

/** A run that did nothing and ended well. */
export function outcomeOf(changes: Partial<ExecOutcome>): ExecOutcome {
  return {
    cause: "exited",
    exitCode: 0,
    signal: null,
    cpuMs: 1,
    wallMs: 1,
    peakMemoryBytes: 1,
    oomKills: 0,
    stdoutBytes: 0,
    stderrBytes: 0,
    stderrTruncated: false,
    artifactBytes: 0,
    note: "",
    ...changes,
  };
}
