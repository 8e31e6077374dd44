import { z } from "zod";
import { Limits } from "./limits.ts";
import { ProblemChecker } from "./submission.ts";

export const ProblemSummary = z.strictObject({
  slug: z.string(),
  title: z.string(),
  difficulty: z.enum(["easy", "medium", "hard"]),
  /** Whether the signed-in person has an accepted submission; null when nobody is signed in. */
  solved: z.boolean().nullable(),
});
export type ProblemSummary = z.infer<typeof ProblemSummary>;

export const ProblemSample = z.strictObject({
  name: z.string(),
  stdin: z.string(),
  expectedStdout: z.string(),
});
export type ProblemSample = z.infer<typeof ProblemSample>;

export const Problem = z.strictObject({
  ...ProblemSummary.shape,
  /** Markdown. */
  statement: z.string(),
  limits: Limits,
  checker: ProblemChecker,
  samples: z.array(ProblemSample),
  /** Samples and secret tests together. */
  testCount: z.int().nonnegative(),
});
export type Problem = z.infer<typeof Problem>;
