import { z } from "zod";

const positive = z.int().positive();

/** Every limit of one run. Times in milliseconds, sizes in bytes. */
export const RunLimits = z.strictObject({
  cpuMs: positive,
  wallMs: positive,
  memoryBytes: positive,
  outputBytes: positive,
  processes: positive,
  stackBytes: positive,
  fileBytes: positive,
  openFiles: positive,
});
export type RunLimits = z.infer<typeof RunLimits>;

/** Limits of compiling; of the syntax check in languages without a compiler. */
export const CompileLimits = z.strictObject({
  cpuMs: positive,
  wallMs: positive,
  memoryBytes: positive,
  /** What the compiler may write on both streams together. */
  outputBytes: positive,
});
export type CompileLimits = z.infer<typeof CompileLimits>;

const MIB = 1024 * 1024;
const SOURCE_DEFAULT_BYTES = 256 * 1024;

/** Every limit of a submission. Records from before the last two existed are read with what counted then. */
export const Limits = z.strictObject({
  ...RunLimits.shape,
  /** Of all files together. */
  sourceBytes: positive.default(SOURCE_DEFAULT_BYTES),
  /** Null: the language's own. */
  compile: CompileLimits.nullable().default(null),
});
export type Limits = z.infer<typeof Limits>;

/** Less is not enough for any language, and containers cannot be held to less than 6 MiB at all. */
const MEMORY_MIN_BYTES = 16 * MIB;
const memoryBytes = z.int().min(MEMORY_MIN_BYTES).optional();

/** What a client may ask for; each value at most the operator's maximum. */
export const RequestedLimits = z.strictObject({
  ...RunLimits.partial().shape,
  memoryBytes,
  sourceBytes: positive.optional(),
  compile: z.strictObject({ ...CompileLimits.partial().shape, memoryBytes }).optional(),
});
export type RequestedLimits = z.infer<typeof RequestedLimits>;

/** Used where neither the problem nor the request says anything. `wallMs` follows from `cpuMs`. */
export const DEFAULT_LIMITS: Omit<Limits, "wallMs"> = {
  cpuMs: 2_000,
  memoryBytes: 256 * MIB,
  outputBytes: 16 * MIB,
  processes: 64,
  stackBytes: 64 * MIB,
  fileBytes: 64 * MIB,
  openFiles: 256,
  sourceBytes: SOURCE_DEFAULT_BYTES,
  compile: null,
};

export type MaxLimits = Limits & { compile: CompileLimits };

/** What an operator allows at most, unless configured otherwise. */
export const DEFAULT_MAX_LIMITS: MaxLimits = {
  cpuMs: 30_000,
  wallMs: 90_000,
  memoryBytes: 1024 * MIB,
  outputBytes: 64 * MIB,
  processes: 512,
  stackBytes: 1024 * MIB,
  fileBytes: 256 * MIB,
  openFiles: 1_024,
  sourceBytes: MIB,
  compile: { cpuMs: 60_000, wallMs: 120_000, memoryBytes: 1024 * MIB, outputBytes: 4 * MIB },
};

/** The backstop that catches sleepers: twice the CPU limit and a second (the rule CMS uses, too). */
export function defaultWallMs(cpuMs: number): number {
  return 2 * cpuMs + 1_000;
}

/** Caps on what one request may carry. */
export const FILES_MAX = 32;
export const FILE_NAME_MAX_CHARS = 100;
export const INLINE_TESTS_MAX = 1_000;
export const INLINE_TESTS_MAX_BYTES = 4 * MIB;
export const REQUEST_MAX_BYTES = 8 * MIB;
