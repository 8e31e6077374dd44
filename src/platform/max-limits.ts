import { z } from "zod";
import { DEFAULT_MAX_LIMITS, REQUEST_MAX_BYTES, type MaxLimits } from "#contract/limits.ts";

const bounded = (defaultValue: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().positive().default(defaultValue);

/** Containers hold 1,024 processes, a few of them ours. */
const PROCESSES_MAX = 1_000;

const { compile, ...own } = DEFAULT_MAX_LIMITS;

/** The operator's maxima: what a submission may ask for. */
export const maxLimitsEnv = {
  MAX_CPU_MS: bounded(own.cpuMs),
  MAX_WALL_MS: bounded(own.wallMs),
  MAX_MEMORY_BYTES: bounded(own.memoryBytes),
  MAX_OUTPUT_BYTES: bounded(own.outputBytes),
  MAX_PROCESSES: bounded(own.processes).refine((value) => value <= PROCESSES_MAX, `at most ${PROCESSES_MAX}`),
  MAX_STACK_BYTES: bounded(own.stackBytes),
  MAX_FILE_BYTES: bounded(own.fileBytes),
  MAX_OPEN_FILES: bounded(own.openFiles),
  MAX_SOURCE_BYTES: bounded(own.sourceBytes).refine(
    (value) => value <= REQUEST_MAX_BYTES / 2,
    `at most ${REQUEST_MAX_BYTES / 2}, for a request has at most ${REQUEST_MAX_BYTES}`,
  ),
  MAX_COMPILE_CPU_MS: bounded(compile.cpuMs),
  MAX_COMPILE_WALL_MS: bounded(compile.wallMs),
  MAX_COMPILE_MEMORY_BYTES: bounded(compile.memoryBytes),
  MAX_COMPILE_OUTPUT_BYTES: bounded(compile.outputBytes),
};

const MaxLimitsEnv = z.object(maxLimitsEnv);

export function maxLimitsFrom(env: z.infer<typeof MaxLimitsEnv>): MaxLimits {
  return {
    cpuMs: env.MAX_CPU_MS,
    wallMs: env.MAX_WALL_MS,
    memoryBytes: env.MAX_MEMORY_BYTES,
    outputBytes: env.MAX_OUTPUT_BYTES,
    processes: env.MAX_PROCESSES,
    stackBytes: env.MAX_STACK_BYTES,
    fileBytes: env.MAX_FILE_BYTES,
    openFiles: env.MAX_OPEN_FILES,
    sourceBytes: env.MAX_SOURCE_BYTES,
    compile: {
      cpuMs: env.MAX_COMPILE_CPU_MS,
      wallMs: env.MAX_COMPILE_WALL_MS,
      memoryBytes: env.MAX_COMPILE_MEMORY_BYTES,
      outputBytes: env.MAX_COMPILE_OUTPUT_BYTES,
    },
  };
}
