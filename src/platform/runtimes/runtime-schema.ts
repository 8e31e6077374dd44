import { z } from "zod";
import { CompileLimits } from "#contract/limits.ts";

/** `runtimes/<slug>/runtime.json`, as docs/runtime-format.md describes it. */

const slugLike = z
  .string()
  .regex(/^[a-z0-9][a-z0-9+#._-]*$/, "lower-case letters, digits and + # . _ - only");
const argv = z.array(z.string().min(1)).min(1);
const positive = z.int().positive();

/** Set before a run, on top of the base environment. */
const environment = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string());

/** A plain file name: files of a submission live in one flat folder. */
const fileName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, "a plain file name");

const relativePath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), "a path under /work");

const COMPILE_OUTPUT_BYTES = 1024 * 1024;

const compileStep = z.strictObject({
  argv,
  /** File or directory under /work to collect. */
  artifact: relativePath,
  env: environment.default({}),
  limits: z.strictObject({ ...CompileLimits.shape, outputBytes: positive.default(COMPILE_OUTPUT_BYTES) }),
});
export type CompileStep = z.infer<typeof compileStep>;

/** How the runtime itself says that its program's memory is used up. */
const outOfMemory = z.strictObject({
  /** Words on standard error, any of them. */
  stderr: z.array(z.string().min(2)).min(1),
  /** The share of the memory limit that such a run has used at least. */
  memoryShare: z.number().min(0.5).max(1),
});
export type OutOfMemory = z.infer<typeof outOfMemory>;

export const RuntimeDefinition = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1),
  aliases: z.array(slugLike).default([]),
  extensions: z.array(z.string().regex(/^[A-Za-z0-9+]+$/, "an extension without its dot")).min(1),
  monacoLanguage: z.string().min(1),
  sourceFile: fileName,
  versionCommand: argv,
  compile: compileStep.nullable(),
  check: argv.nullable().default(null),
  run: z.strictObject({ argv, env: environment.default({}) }),
  outOfMemory: outOfMemory.nullable().default(null),
  limits: z.strictObject({
    timeFactor: z.number().min(1).max(20),
    memoryFactor: z.number().min(1).max(20),
    extraMemoryBytes: z.int().nonnegative(),
    minProcesses: positive,
  }),
  template: z.string(),
});
export type RuntimeDefinition = z.infer<typeof RuntimeDefinition>;

/** A language: its definition and the name of its folder. */
export type Runtime = Readonly<RuntimeDefinition> & { readonly slug: string };

/** Folder names that may be slugs. */
export const RuntimeSlug = slugLike;

/** `runtimes/<slug>/smoke/smoke.json`. */
const smokeCase = z.strictObject({
  file: fileName,
  stdin: z.string(),
  stdout: z.string(),
  verdict: z.enum(["AC", "CE", "RE", "TLE", "MLE", "OLE"]),
});
export const SmokeCases = z.array(smokeCase).min(1);
