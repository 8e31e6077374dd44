import { z } from "zod";
import type { CompileResult } from "#contract/event.ts";
import { Limits } from "#contract/limits.ts";
import { ProblemChecker } from "#contract/submission.ts";
import { Totals, Visibility, type TestResult } from "#contract/test-result.ts";
import { TimeCause, Verdict } from "#contract/verdict.ts";
import { Prisma } from "#generated/prisma/client.ts";
import type { Database } from "./create-database.ts";

/** What a worker needs to know of a submission it claimed. */
export type JudgingJob = {
  id: string;
  attempt: number;
  language: string;
  limits: Limits;
  checker: ProblemChecker;
  stopOnFirstFail: boolean;
  problem: { id: string; testsVersion: number } | null;
};

/** A claimed submission with all that judging it takes, except a problem's tests, which workers keep. */
export type ClaimedJob = JudgingJob & {
  /** How many attempts before this one failed on our side. */
  failures: number;
  /** Since when it is on its way to a verdict: its creation, or the last time it was queued again after its end. */
  queuedAt: Date;
  files: { name: string; content: Uint8Array }[];
  inlineTests: JudgingTest[];
};

export type JudgingTest = {
  name: string;
  visibility: Visibility;
  stdin: Uint8Array;
  /** Null when there is nothing to compare with. */
  expected: Uint8Array | null;
};

/** All that judging on a problem takes; workers keep it by the version of its tests. */
export type JudgingProblem = {
  tests: JudgingTest[];
  /** The program that judges output, its main file first; empty for the built-in checkers. */
  checkerFiles: { name: string; content: Uint8Array }[];
};

export type FinalOutcome = {
  verdict: Verdict;
  timeCause: TimeCause | null;
  totals: Totals;
  compile: CompileResult | null;
  message: string | null;
  imageDigest: string | null;
  results: TestResult[];
};

/**
 * `claimed`: ours now. `finished`: judged already, only the entry was left behind. `held`: another claim has it,
 * this entry is a duplicate. `exhausted`: every attempt was used up. `unknown`: no such submission.
 */
export type ClaimAnswer =
  | { kind: "claimed"; job: ClaimedJob; previousAttempt: number | null }
  | { kind: "finished" }
  | { kind: "held" }
  | { kind: "exhausted"; attempt: number }
  | { kind: "unknown" };

export type FinishedFacts = {
  attempt: number;
  verdict: Verdict;
  timeCause: TimeCause | null;
  totals: Totals | null;
  message: string | null;
  finishedAt: Date;
};

const base64 = z.string().transform((text) => Buffer.from(text, "base64"));

const ClaimRow = z.object({
  id: z.string(),
  attempt: z.number(),
  failures: z.number(),
  queued_at: z.date(),
  language: z.string(),
  limits: Limits,
  checker: ProblemChecker,
  stop_on_first_fail: z.boolean(),
  problem_id: z.string().nullable(),
  tests_version: z.number().nullable(),
  files: z.array(z.object({ name: z.string(), content: base64 })).nullable(),
  inline_tests: z
    .array(z.object({ name: z.string(), stdin: base64, expected: base64.nullable() }))
    .nullable(),
});

/** What a claim answers: the submission that was taken, in one round trip. */
const CLAIMED = Prisma.sql`
  SELECT taken.*, problem.tests_version,
    (SELECT json_agg(json_build_object('name', name, 'content', encode(content, 'base64')) ORDER BY index)
      FROM submission_file WHERE submission_id = taken.id) AS files,
    (SELECT json_agg(json_build_object('name', name, 'stdin', encode(stdin, 'base64'),
        'expected', encode(expected, 'base64')) ORDER BY index)
      FROM inline_test WHERE submission_id = taken.id) AS inline_tests
  FROM taken LEFT JOIN problem ON problem.id = taken.problem_id`;

export type JudgingRepository = ReturnType<typeof createJudgingRepository>;

/**
 * The worker's side of the record. `attempt` is the fence: every statement that writes names the attempt it belongs
 * to, and a statement of an attempt that was taken over changes nothing.
 */
export function createJudgingRepository(database: Database) {
  async function answerWithoutClaim(id: string): Promise<ClaimAnswer> {
    const row = await database.submission.findUnique({ where: { id }, select: { status: true } });
    if (!row) return { kind: "unknown" };
    return { kind: row.status === "done" ? "finished" : "held" };
  }

  async function answerWithoutTakeOver(id: string): Promise<ClaimAnswer> {
    const row = await database.submission.findUnique({
      where: { id },
      select: { status: true, attempt: true },
    });
    if (!row) return { kind: "unknown" };
    return row.status === "done" ? { kind: "finished" } : { kind: "exhausted", attempt: row.attempt };
  }

  return {
    /**
     * First delivery of an entry: takes a queued submission. It need not wait for the disk: a claim that is lost with a
     * crash of Postgres leaves the submission queued, and its verdict is accepted all the same.
     */
    async claim(id: string, workerId: string): Promise<ClaimAnswer> {
      const rows = await database.$queryRaw<unknown[]>`
        WITH taken AS (
          UPDATE submission SET status = 'running', worker_id = ${workerId}, started_at = now()
          WHERE id = ${id}::uuid AND status = 'queued' RETURNING *
        ), noted AS (
          INSERT INTO attempt (submission_id, number, worker_id) SELECT id, attempt, worker_id FROM taken
          ON CONFLICT (submission_id, number) DO UPDATE SET worker_id = EXCLUDED.worker_id, started_at = now()
        )
        SELECT claimed.*, set_config('synchronous_commit', 'off', true) AS relaxed FROM (${CLAIMED}) AS claimed`;
      const [row] = rows;
      if (row === undefined) return answerWithoutClaim(id);
      return { kind: "claimed", job: toJob(row), previousAttempt: null };
    },

    /**
     * Redelivery of a dead worker's entry: raises the attempt, so that the dead one's late writes are refused. It
     * counts as a failure, unless that worker had not got further than the entry. It waits for the disk, because a fence
     * that a crash of Postgres takes away is none.
     */
    async takeOver(id: string, workerId: string, maxFailures: number): Promise<ClaimAnswer> {
      const rows = await database.$queryRaw<unknown[]>`
        WITH taken AS (
          UPDATE submission SET status = 'running', worker_id = ${workerId}, started_at = now(), attempt = attempt + 1,
            failures = failures + (status <> 'queued')::int
          WHERE id = ${id}::uuid AND status <> 'done'
            AND failures + (status <> 'queued')::int < ${maxFailures}::int RETURNING *
        ), lost AS (
          UPDATE attempt SET outcome = 'lost', finished_at = now()
          FROM taken WHERE submission_id = taken.id AND number < taken.attempt AND outcome IS NULL
        ), noted AS (
          INSERT INTO attempt (submission_id, number, worker_id) SELECT id, attempt, worker_id FROM taken
        )
        ${CLAIMED}`;
      const [row] = rows;
      if (row === undefined) return answerWithoutTakeOver(id);
      const job = toJob(row);
      return { kind: "claimed", job, previousAttempt: job.attempt - 1 };
    },

    async loadProblem(problemId: string): Promise<JudgingProblem> {
      const [tests, checkerFiles] = await database.$transaction([
        database.problemTest.findMany({ where: { problemId }, orderBy: { index: "asc" } }),
        database.problemFile.findMany({
          where: { problemId, role: "checker" },
          orderBy: { index: "asc" },
          select: { name: true, content: true },
        }),
      ]);
      return {
        tests: tests.map(({ name, visibility, stdin, expected }) => ({
          name,
          visibility: Visibility.parse(visibility),
          stdin,
          expected,
        })),
        checkerFiles,
      };
    },

    /**
     * Writes the verdict and every result at once; answers when that was. Answers null, and changes nothing, when
     * the fence refuses.
     */
    async finish(job: { id: string; attempt: number }, outcome: FinalOutcome): Promise<Date | null> {
      const { results } = outcome;
      const rows = await database.$queryRaw<{ finished_at: Date }[]>`
        WITH ended AS (
          UPDATE submission SET status = 'done', verdict = ${outcome.verdict}, time_cause = ${outcome.timeCause},
            totals = ${JSON.stringify(outcome.totals)}::jsonb,
            compile = ${outcome.compile === null ? null : JSON.stringify(outcome.compile)}::json,
            message = ${outcome.message}, image_digest = ${outcome.imageDigest}, finished_at = now()
          WHERE id = ${job.id}::uuid AND attempt = ${job.attempt}::int AND status <> 'done' RETURNING id, finished_at
        ), marked AS (
          UPDATE attempt SET outcome = ${outcome.verdict}, image_digest = ${outcome.imageDigest}, finished_at = now()
          FROM ended WHERE submission_id = ended.id AND number = ${job.attempt}::int
        ), written AS (
          INSERT INTO test_result (submission_id, attempt, index, verdict, cpu_ms, wall_ms, memory_bytes, result)
          SELECT ended.id, ${job.attempt}::int, row.index, row.verdict, row.cpu_ms, row.wall_ms, row.memory_bytes,
            row.result::json
          FROM ended, unnest(
            ${results.map((result) => result.index)}::int[],
            ${results.map((result) => result.verdict)}::text[],
            ${results.map((result) => result.cpuMs)}::int[],
            ${results.map((result) => result.wallMs)}::int[],
            ${results.map((result) => result.memoryBytes)}::bigint[],
            ${results.map((result) => JSON.stringify(result))}::text[]
          ) AS row(index, verdict, cpu_ms, wall_ms, memory_bytes, result)
        )
        SELECT finished_at FROM ended`;
      return rows[0]?.finished_at ?? null;
    },

    /** Gives an attempt back that its worker could not finish, as a new queued attempt. False when fenced. */
    async requeue(job: { id: string; attempt: number }, how: "failed" | "returned"): Promise<boolean> {
      const outcome = how === "failed" ? "lost" : "returned";
      const rows = await database.$queryRaw<unknown[]>`
        WITH back AS (
          UPDATE submission SET status = 'queued', attempt = attempt + 1,
            failures = failures + ${how === "failed" ? 1 : 0}::int
          WHERE id = ${job.id}::uuid AND attempt = ${job.attempt}::int AND status <> 'done' RETURNING id
        ), lost AS (
          UPDATE attempt SET outcome = ${outcome}, finished_at = now()
          FROM back WHERE submission_id = back.id AND number = ${job.attempt}::int AND outcome IS NULL
        )
        SELECT id FROM back`;
      return rows.length > 0;
    },

    /** What the `finished` event of a submission says, from the record. */
    async finishedFacts(id: string): Promise<FinishedFacts | null> {
      const row = await database.submission.findUnique({ where: { id } });
      if (!row || row.status !== "done" || row.finishedAt === null) return null;
      return {
        attempt: row.attempt,
        verdict: Verdict.parse(row.verdict),
        timeCause: TimeCause.nullable().parse(row.timeCause),
        totals: Totals.nullable().parse(row.totals),
        message: row.message,
        finishedAt: row.finishedAt,
      };
    },

    /** Which of these submissions are final: a worker asks whether what it runs was cancelled. */
    async filterDone(ids: readonly string[]): Promise<string[]> {
      if (ids.length === 0) return [];
      const rows = await database.submission.findMany({
        where: { id: { in: [...ids] }, status: "done" },
        select: { id: true },
      });
      return rows.map(({ id }) => id);
    },
  };
}

function toJob(value: unknown): ClaimedJob {
  const row = ClaimRow.parse(value);
  return {
    id: row.id,
    attempt: row.attempt,
    failures: row.failures,
    queuedAt: row.queued_at,
    language: row.language,
    limits: row.limits,
    checker: row.checker,
    stopOnFirstFail: row.stop_on_first_fail,
    problem: row.problem_id === null ? null : { id: row.problem_id, testsVersion: row.tests_version ?? 0 },
    files: row.files ?? [],
    inlineTests: (row.inline_tests ?? []).map((test) => ({ ...test, visibility: "full" })),
  };
}
