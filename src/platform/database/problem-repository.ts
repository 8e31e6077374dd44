import { Limits, RequestedLimits, DEFAULT_LIMITS, defaultWallMs } from "#contract/limits.ts";
import { ProblemChecker } from "#contract/submission.ts";
import { ProblemSummary } from "#contract/problem.ts";
import type { Database } from "./create-database.ts";

export type ProblemRecord = {
  id: string;
  slug: string;
  title: string;
  difficulty: ProblemSummary["difficulty"];
  statement: string;
  limits: Limits;
  checker: ProblemChecker;
  testCount: number;
  samples: { name: string; stdin: Uint8Array; expected: Uint8Array }[];
};

export type ProblemRepository = ReturnType<typeof createProblemRepository>;

const Difficulty = ProblemSummary.shape.difficulty;

/** Published problems, as solvers read them. */
export function createProblemRepository(database: Database) {
  return {
    async list(): Promise<
      { id: string; slug: string; title: string; difficulty: ProblemSummary["difficulty"] }[]
    > {
      const rows = await database.problem.findMany({
        where: { published: true },
        orderBy: { createdAt: "asc" },
        select: { id: true, slug: true, title: true, difficulty: true },
      });
      return rows.map((row) => ({ ...row, difficulty: Difficulty.parse(row.difficulty) }));
    },

    async findBySlug(slug: string): Promise<ProblemRecord | null> {
      const row = await database.problem.findFirst({
        where: { slug, published: true },
        include: {
          tests: { where: { sample: true }, orderBy: { index: "asc" } },
          _count: { select: { tests: true } },
        },
      });
      if (!row) return null;
      return {
        id: row.id,
        slug: row.slug,
        title: row.title,
        difficulty: Difficulty.parse(row.difficulty),
        statement: row.statement,
        limits: completeLimits(RequestedLimits.parse(row.limits)),
        checker: ProblemChecker.parse(row.checker),
        testCount: row._count.tests,
        samples: row.tests.map(({ name, stdin, expected }) => ({ name, stdin, expected })),
      };
    },

    /** Ids of the problems a user has solved. */
    async listSolved(userId: string): Promise<Set<string>> {
      const rows = await database.submission.findMany({
        where: { userId, verdict: "AC", problemId: { not: null } },
        distinct: ["problemId"],
        select: { problemId: true },
      });
      return new Set(rows.flatMap(({ problemId }) => (problemId === null ? [] : [problemId])));
    },
  };
}

/** Fills what was not asked for with the defaults; the wall limit follows from the CPU limit. */
function completeLimits(requested: RequestedLimits): Limits {
  const given = Object.fromEntries(Object.entries(requested).filter(([, value]) => value !== undefined));
  const limits = { ...DEFAULT_LIMITS, ...given };
  return Limits.parse({ wallMs: defaultWallMs(limits.cpuMs), ...limits });
}
