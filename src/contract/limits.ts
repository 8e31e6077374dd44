import { z } from "zod";

const positive = z.int().positive();

/** Every limit of one run. Times in milliseconds, sizes in bytes. */
export const Limits = z.strictObject({
  cpuMs: positive,
  wallMs: positive,
  memoryBytes: positive,
  outputBytes: positive,
  processes: positive,
  stackBytes: positive,
  fileBytes: positive,
  openFiles: positive,
});
export type Limits = z.infer<typeof Limits>;

/** What a client may ask for; each value at most the operator's maximum. */
export const RequestedLimits = Limits.partial();
export type RequestedLimits = z.infer<typeof RequestedLimits>;

const MIB = 1024 * 1024;

/** Used where neither the problem nor the request says anything. `wallMs` follows from `cpuMs`. */
export const DEFAULT_LIMITS: Omit<Limits, "wallMs"> = {
  cpuMs: 2_000,
  memoryBytes: 256 * MIB,
  outputBytes: 16 * MIB,
  processes: 64,
  stackBytes: 64 * MIB,
  fileBytes: 64 * MIB,
  openFiles: 256,
};

/** What an operator allows at most, unless configured otherwise. */
export const DEFAULT_MAX_LIMITS: Limits = {
  cpuMs: 30_000,
  wallMs: 90_000,
  memoryBytes: 1024 * MIB,
  outputBytes: 64 * MIB,
  processes: 512,
  stackBytes: 1024 * MIB,
  fileBytes: 256 * MIB,
  openFiles: 1_024,
};

/** The backstop that catches sleepers: twice the CPU limit and a second (the rule CMS uses, too). */
export function defaultWallMs(cpuMs: number): number {
  return 2 * cpuMs + 1_000;
}

/** Caps on what one request may carry. */
export const SOURCE_MAX_BYTES = 256 * 1024;
export const FILES_MAX = 32;
export const FILE_NAME_MAX_CHARS = 100;
export const INLINE_TESTS_MAX = 1_000;
export const INLINE_TESTS_MAX_BYTES = 4 * MIB;
export const REQUEST_MAX_BYTES = 8 * MIB;
