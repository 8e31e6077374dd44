import { v7 as uuidv7 } from "uuid";
import { CompileResult } from "#contract/event.ts";
import { Limits } from "#contract/limits.ts";
import { Checker, type ListSubmissionsInput } from "#contract/submission.ts";
import { TestResult, Totals } from "#contract/test-result.ts";
import { Status, TimeCause, Verdict } from "#contract/verdict.ts";
import { Prisma } from "#generated/prisma/client.ts";
import type { Database } from "./create-database.ts";
import { toJson } from "./json.ts";

export type NewSubmission = {
  userId: string;
  problemId: string | null;
  language: string;
  limits: Limits;
  checker: Checker;
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
  status: Status;
  lane: string;
  attempt: number;
  createdAt: Date;
};

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
  checker: Checker;
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
    async create(
      input: NewSubmission,
    ): Promise<CreatedSubmission & { requestHash: string; repeated: boolean }> {
      try {
        return await insert(database, input);
      } catch (error) {
        if (input.idempotencyKey === null || !isUniqueViolation(error)) throw error;
        const earlier = await database.submission.findUniqueOrThrow({
          where: { userId_idempotencyKey: { userId: input.userId, idempotencyKey: input.idempotencyKey } },
        });
        return { ...earlier, status: Status.parse(earlier.status), repeated: true };
      }
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
        checker: Checker.parse(row.checker),
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

    /** The owner alone: what access checks need. */
    async findOwner(id: string): Promise<{ userId: string; status: Status } | null> {
      const row = await database.submission.findUnique({
        where: { id },
        select: { userId: true, status: true },
      });
      return row ? { userId: row.userId, status: Status.parse(row.status) } : null;
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

    /** Ends a submission as `CANCELLED` unless it is final already; answers the attempt that was ended. */
    async cancel(id: string): Promise<number | null> {
      const rows = await database.$queryRaw<{ attempt: number }[]>`
        WITH ended AS (
          UPDATE submission SET status = 'done', verdict = 'CANCELLED', finished_at = now()
          WHERE id = ${id}::uuid AND status <> 'done' RETURNING id, attempt
        ), marked AS (
          UPDATE attempt SET outcome = 'CANCELLED', finished_at = now()
          FROM ended WHERE submission_id = ended.id AND number = ended.attempt AND outcome IS NULL
        )
        SELECT attempt FROM ended`;
      return rows[0]?.attempt ?? null;
    },
  };
}

async function insert(database: Database, input: NewSubmission) {
  const { files, inlineTests, ...fields } = input;
  const id = uuidv7();
  const queries: Prisma.PrismaPromise<unknown>[] = [
    database.submissionFile.createMany({
      data: files.map((file, index) => ({ submissionId: id, index, ...file })),
    }),
  ];
  if (inlineTests.length > 0) {
    queries.push(
      database.inlineTest.createMany({
        data: inlineTests.map((test, index) => ({ submissionId: id, index, ...test })),
      }),
    );
  }
  const [row] = await database.$transaction([
    database.submission.create({
      data: { id, ...fields, limits: toJson(fields.limits), checker: toJson(fields.checker) },
    }),
    ...queries,
  ]);
  return { ...row, status: Status.parse(row.status), repeated: false };
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

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}
