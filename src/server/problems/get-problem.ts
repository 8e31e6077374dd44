import type { Problem, ProblemSummary } from "#contract/problem.ts";
import type { ProblemRecord } from "#platform/database/problem-repository.ts";
import { AppError } from "../app-error.ts";
import type { Identity } from "../auth/resolve-identity.ts";
import type { Services } from "../services.ts";

export async function findProblem(services: Services, slug: string): Promise<ProblemRecord> {
  // A NUL would be an error of Postgres rather than of the request.
  const problem = slug.includes("\0") ? null : await services.problems.findBySlug(slug);
  if (!problem)
    throw new AppError("PROBLEM_NOT_FOUND", "There is no such problem. See problem.list for what there is.");
  return problem;
}

export async function listProblems(services: Services, identity: Identity | null): Promise<ProblemSummary[]> {
  const [problems, solved] = await Promise.all([
    services.problems.list(),
    identity ? services.problems.listSolved(identity.id) : null,
  ]);
  return problems.map(({ id, slug, title, difficulty }) => ({
    slug,
    title,
    difficulty,
    solved: solved ? solved.has(id) : null,
  }));
}

export async function getProblem(
  services: Services,
  identity: Identity | null,
  slug: string,
): Promise<Problem> {
  const problem = await findProblem(services, slug);
  const solved = identity ? (await services.problems.listSolved(identity.id)).has(problem.id) : null;
  const decoder = new TextDecoder();
  return {
    slug: problem.slug,
    title: problem.title,
    difficulty: problem.difficulty,
    solved,
    statement: problem.statement,
    limits: problem.limits,
    checker: problem.checker,
    testCount: problem.testCount,
    samples: problem.samples.map(({ name, stdin, expected }) => ({
      name,
      stdin: decoder.decode(stdin),
      expectedStdout: decoder.decode(expected),
    })),
  };
}
