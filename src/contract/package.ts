import { z } from "zod";
import { Visibility } from "./test-result.ts";
import { Verdict } from "./verdict.ts";

const count = z.int().nonnegative();

/** One thing that reading a problem package found. Nothing is applied when there is an `error`. */
export const PackageFinding = z.strictObject({
  level: z.enum(["error", "warning", "note"]),
  /** Path in the package. */
  file: z.string(),
  message: z.string(),
});
export type PackageFinding = z.infer<typeof PackageFinding>;

/** What importing a problem package did, or with `dryRun` would do. */
export const ImportReport = z.strictObject({
  slug: z.string(),
  title: z.string(),
  /** False when there were errors, or only a preview was asked for. */
  applied: z.boolean(),
  /** Whether there was a problem of this name before. */
  isNew: z.boolean(),
  /** Whether tests or checker differ from those stored; older verdicts were given on other data then. */
  dataChanged: z.boolean(),
  testsVersion: count,
  /** Null while it has to be derived. */
  cpuMs: count.nullable(),
  memoryBytes: count.nullable(),
  checker: z.string(),
  samples: count,
  secretTests: count,
  tests: z.array(z.strictObject({ name: z.string(), bytes: count, visibility: Visibility })),
  submissions: z.array(
    z.strictObject({ name: z.string(), language: z.string(), expected: z.array(Verdict) }),
  ),
  findings: z.array(PackageFinding),
});
export type ImportReport = z.infer<typeof ImportReport>;

/** `contentBase64` is a zip of at most a few MiB; larger ones go to `POST /api/problems/import`. */
export const ImportProblemInput = z.strictObject({
  contentBase64: z.string(),
  /** Name of the problem in addresses; by default that of the package's folder. */
  slug: z.string().max(64).optional(),
  dryRun: z.boolean().optional(),
});
export type ImportProblemInput = z.infer<typeof ImportProblemInput>;

/** A submission that came with a problem, with the verdicts any of which is right. */
export const LabelledSubmission = z.strictObject({
  name: z.string(),
  language: z.string(),
  expected: z.array(Verdict).min(1),
  files: z.array(z.strictObject({ name: z.string(), content: z.string() })).min(1),
});
export type LabelledSubmission = z.infer<typeof LabelledSubmission>;
