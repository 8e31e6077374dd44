import { v7 as uuidv7 } from "uuid";
import { RequestedLimits } from "#contract/limits.ts";
import { LabelledSubmission } from "#contract/package.ts";
import type { ProblemChecker } from "#contract/submission.ts";
import type { Visibility } from "#contract/test-result.ts";
import type { Prisma } from "#generated/prisma/client.ts";
import type { Database } from "./create-database.ts";

export type StoredTest = {
  index: number;
  name: string;
  sample: boolean;
  visibility: Visibility;
  stdin: Uint8Array<ArrayBuffer>;
  expected: Uint8Array<ArrayBuffer>;
};

/** Everything of a problem that a package decides. */
export type ImportedProblem = {
  slug: string;
  title: string;
  statement: string;
  limits: RequestedLimits;
  checker: ProblemChecker;
  /** The program of a custom checker, its main file first. */
  checkerFiles: { name: string; content: Uint8Array<ArrayBuffer> }[];
  dataHash: string;
  submissions: LabelledSubmission[];
  /** Asked for only when the data changed; a batch at a time, so that a large package is never in memory at once. */
  tests: () => AsyncIterable<StoredTest[]>;
};

export type StoredFacts = { isNew: boolean; dataChanged: boolean; testsVersion: number };

export type PackageRepository = ReturnType<typeof createPackageRepository>;

const TRANSACTION_MS = 10 * 60_000;
const WAIT_MS = 10_000;

/** Problems as their authors bring them. */
export function createPackageRepository(database: Database) {
  return {
    /** What importing this data would mean. */
    async compare(slug: string, dataHash: string): Promise<StoredFacts> {
      const row = await database.problem.findUnique({ where: { slug } });
      if (row === null) return { isNew: true, dataChanged: true, testsVersion: 1 };
      const dataChanged = row.dataHash !== dataHash;
      return { isNew: false, dataChanged, testsVersion: row.testsVersion + (dataChanged ? 1 : 0) };
    },

    /** Writes a problem, new or again: all of it or nothing. */
    async store(problem: ImportedProblem): Promise<StoredFacts> {
      return database.$transaction((transaction) => storeIn(transaction, problem), {
        timeout: TRANSACTION_MS,
        maxWait: WAIT_MS,
      });
    },

    async setCpuMs(slug: string, cpuMs: number): Promise<void> {
      const { limits } = await database.problem.findUniqueOrThrow({ where: { slug } });
      const changed = { ...RequestedLimits.parse(limits), cpuMs };
      await database.problem.update({ where: { slug }, data: { limits: changed } });
    },

    async listSubmissions(slug: string): Promise<LabelledSubmission[] | null> {
      const row = await database.problem.findUnique({
        where: { slug },
        include: { labelled: { orderBy: { index: "asc" } } },
      });
      if (row === null) return null;
      return row.labelled.map(({ name, language, expected, files }) =>
        LabelledSubmission.parse({ name, language, expected, files }),
      );
    },
  };
}

async function storeIn(
  transaction: Prisma.TransactionClient,
  problem: ImportedProblem,
): Promise<StoredFacts> {
  const { slug, title, statement, limits, checker, dataHash, submissions } = problem;
  // Two imports of one problem follow each other.
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`problem ${slug}`}))`;
  const before = await transaction.problem.findUnique({ where: { slug } });
  const dataChanged = before?.dataHash !== dataHash;
  const testsVersion = before === null ? 1 : before.testsVersion + (dataChanged ? 1 : 0);
  const fields = { title, statement, limits, checker, dataHash, testsVersion, published: true };
  const { id } = await transaction.problem.upsert({
    where: { slug },
    create: { ...fields, id: uuidv7(), slug, difficulty: "medium" },
    update: fields,
  });
  if (dataChanged) {
    await transaction.problemTest.deleteMany({ where: { problemId: id } });
    await transaction.problemFile.deleteMany({ where: { problemId: id, role: "checker" } });
    await transaction.problemFile.createMany({
      data: problem.checkerFiles.map((file, index) => ({ ...file, problemId: id, role: "checker", index })),
    });
    for await (const batch of problem.tests())
      await transaction.problemTest.createMany({ data: batch.map((test) => ({ ...test, problemId: id })) });
  }
  await transaction.problemSubmission.deleteMany({ where: { problemId: id } });
  await transaction.problemSubmission.createMany({
    data: submissions.map((submission, index) => ({ ...submission, problemId: id, index })),
  });
  return { isNew: before === null, dataChanged, testsVersion };
}
