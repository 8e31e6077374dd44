import { CompileResult } from "#contract/event.ts";
import { Limits } from "#contract/limits.ts";
import { ProblemChecker, type ListSubmissionsInput } from "#contract/submission.ts";
import { TestResult, Totals } from "#contract/test-result.ts";
import { Status, TimeCause, Verdict } from "#contract/verdict.ts";
import type { Prisma } from "#generated/prisma/client.ts";
import type { Database } from "./create-database.ts";
import type { FinishedFacts } from "./judging-repository.ts";

export type NewSubmission = {
  /** UUID version 7: sorts by time. */
  id: string;
  userId: string;
  problemId: string | null;
  language: string;
  limits: Limits;
  checker: ProblemChecker;
  stopOnFirstFail: boolean;
  idempotencyKey: string | null;
  requestHash: string;
  lane: string;
  files: { name: string; content: Uint8Array<ArrayBuffer> }[];
  inlineTests: { name: string; stdin: Uint8Array<ArrayBuffer>; expected: Uint8Array<ArrayBuffer> | null }[];
  testCount: number;
};

export type CreatedSubmission = {
  id: string;
  language: string;
  status: Status;
  lane: string;
  attempt: number;
  createdAt: Date;
};

/** `repeated`: it had been there before, made by the request with this hash. */
export type RecordedSubmission = CreatedSubmission & { requestHash: string; repeated: boolean };

export type SubmissionSummaryRecord = {
  id: string;
  userId: string;
  userName: string;
  problem: { slug: string; title: string } | null;
  language: string;
  status: Status;
  verdict: Verdict | null;
  timeCause: TimeCause | null;
  totals: Totals | null;
  createdAt: Date;
  finishedAt: Date | null;
};

export type SubmissionRecord = SubmissionSummaryRecord & {
  attempt: number;
  lane: string;
  limits: Limits;
  checker: ProblemChecker;
  stopOnFirstFail: boolean;
  testCount: number;
  startedAt: Date | null;
  queuedAt: Date;
  compile: CompileResult | null;
  message: string | null;
  workerId: string | null;
  imageDigest: string | null;
  files: { name: string; content: Uint8Array }[];
  results: TestResult[];
};

export type SubmissionFilter = Omit<ListSubmissionsInput, "owner" | "limit" | "direction"> & {
  userId: string | null;
  limit: number;
};

export type SubmissionRepository = ReturnType<typeof createSubmissionRepository>;

const summaryInclude = {
  user: { select: { name: true } },
  problem: { select: { slug: true, title: true } },
} as const;

/** What people submit and read back. Judging has its own repository: `judging-repository.ts`. */
export function createSubmissionRepository(database: Database) {
  return {
    /**
     * Writes a submission in state `queued`. With an idempotency key that this user has used before, nothing is
     * written and the earlier submission is answered together with the hash of its request.
     */
    async create(input: NewSubmission): Promise<RecordedSubmission> {
      const created = await insert(database, input);
      if (created) return created;
      const earlier = await database.submission.findFirstOrThrow({
        where: { userId: input.userId, idempotencyKey: input.idempotencyKey },
      });
      return { ...earlier, status: Status.parse(earlier.status), repeated: true };
    },

    async find(id: string): Promise<SubmissionRecord | null> {
      const row = await database.submission.findUnique({
        where: { id },
        include: { ...summaryInclude, files: { orderBy: { index: "asc" } } },
      });
      if (!row) return null;
      const results = await database.testResult.findMany({
        where: { submissionId: id, attempt: row.attempt },
        orderBy: { index: "asc" },
      });
      return {
        ...toSummary(row),
        attempt: row.attempt,
        lane: row.lane,
        limits: Limits.parse(row.limits),
        checker: ProblemChecker.parse(row.checker),
        stopOnFirstFail: row.stopOnFirstFail,
        testCount: row.testCount,
        startedAt: row.startedAt,
        queuedAt: row.queuedAt,
        compile: CompileResult.nullable().parse(row.compile),
        message: row.message,
        workerId: row.workerId,
        imageDigest: row.imageDigest,
        files: row.files.map(({ name, content }) => ({ name, content })),
        results: results.map(({ result }) => TestResult.parse(result)),
      };
    },

    /** What access checks and followers need, and no more. */
    async findOwner(id: string): Promise<{ userId: string; language: string } | null> {
      return database.submission.findUnique({ where: { id }, select: { userId: true, language: true } });
    },

    /** Newest first; ids sort by time, so the last id of a page is the cursor of the next one. */
    async list(filter: SubmissionFilter): Promise<SubmissionSummaryRecord[]> {
      const rows = await database.submission.findMany({
        where: {
          ...(filter.userId === null ? {} : { userId: filter.userId }),
          ...(filter.language === undefined ? {} : { language: filter.language }),
          ...(filter.verdict === undefined ? {} : { verdict: filter.verdict }),
          ...(filter.status === undefined ? {} : { status: filter.status }),
          ...(filter.problem === undefined ? {} : { problem: { slug: filter.problem } }),
          ...(filter.cursor === undefined ? {} : { id: { lt: filter.cursor } }),
        },
        include: summaryInclude,
        orderBy: { id: "desc" },
        take: filter.limit,
      });
      return rows.map(toSummary);
    },

    /** Ends a submission as `CANCELLED` and says what its end is; null when it is final already. */
    async cancel(id: string): Promise<FinishedFacts | null> {
      const rows = await database.$queryRaw<{ attempt: number; finishedAt: Date }[]>`
        WITH ended AS (
          UPDATE submission SET status = 'done', verdict = 'CANCELLED', finished_at = now()
          WHERE id = ${id}::uuid AND status <> 'done' RETURNING id, attempt, finished_at
        ), marked AS (
          UPDATE attempt SET outcome = 'CANCELLED', finished_at = now()
          FROM ended WHERE submission_id = ended.id AND number = ended.attempt AND outcome IS NULL
        )
        SELECT attempt, finished_at AS "finishedAt" FROM ended`;
      const [ended] = rows;
      if (!ended) return null;
      return { ...ended, verdict: "CANCELLED", timeCause: null, totals: null, message: null };
    },
  };
}

/** Everything in one statement, so in one round trip and all or nothing. Null when the idempotency key was used. */
async function insert(database: Database, input: NewSubmission) {
  const { id, files, inlineTests: tests, requestHash, lane } = input;
  const rows = await database.$queryRaw<{ createdAt: Date }[]>`
    WITH created AS (
      INSERT INTO submission (id, user_id, problem_id, language, limits, checker, stop_on_first_fail,
        idempotency_key, request_hash, lane, test_count)
      VALUES (${id}::uuid, ${input.userId}, ${input.problemId}::uuid, ${input.language},
        ${JSON.stringify(input.limits)}::jsonb, ${JSON.stringify(input.checker)}::jsonb, ${input.stopOnFirstFail},
        ${input.idempotencyKey}::uuid, ${requestHash}, ${lane}, ${input.testCount}::int)
      ON CONFLICT (user_id, idempotency_key) DO NOTHING
      RETURNING id, created_at
    ), written_files AS (
      INSERT INTO submission_file (submission_id, index, name, content)
      SELECT created.id, file.position - 1, file.name, decode(file.content, 'base64')
      FROM created, unnest(
        ${files.map((file) => file.name)}::text[],
        ${files.map((file) => toBase64(file.content))}::text[]
      ) WITH ORDINALITY AS file(name, content, position)
    ), written_tests AS (
      INSERT INTO inline_test (submission_id, index, name, stdin, expected)
      SELECT created.id, test.position - 1, test.name, decode(test.stdin, 'base64'),
        decode(nullif(test.expected, ${NOTHING_EXPECTED}), 'base64')
      FROM created, unnest(
        ${tests.map((test) => test.name)}::text[],
        ${tests.map((test) => toBase64(test.stdin))}::text[],
        ${tests.map((test) => (test.expected === null ? NOTHING_EXPECTED : toBase64(test.expected)))}::text[]
      ) WITH ORDINALITY AS test(name, stdin, expected, position)
    )
    SELECT created_at AS "createdAt" FROM created`;
  const [row] = rows;
  if (!row) return null;
  return {
    id,
    language: input.language,
    status: "queued" as const,
    lane,
    attempt: 1,
    createdAt: row.createdAt,
    requestHash,
    repeated: false,
  };
}

/** Not base64, so no expected output is mistaken for it. */
const NOTHING_EXPECTED = "-";

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

type SummaryRow = Prisma.SubmissionGetPayload<{ include: typeof summaryInclude }>;

function toSummary(row: SummaryRow): SubmissionSummaryRecord {
  return {
    id: row.id,
    userId: row.userId,
    userName: row.user.name,
    problem: row.problem,
    language: row.language,
    status: Status.parse(row.status),
    verdict: Verdict.nullable().parse(row.verdict),
    timeCause: TimeCause.nullable().parse(row.timeCause),
    totals: Totals.nullable().parse(row.totals),
    createdAt: row.createdAt,
    finishedAt: row.finishedAt,
  };
}
