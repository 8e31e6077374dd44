import type { CompileLimits, Limits, RunLimits } from "#contract/limits.ts";
import { effectiveMemoryBytes } from "#platform/runtimes/catalogue.ts";
import type { Runtime } from "#platform/runtimes/runtime-schema.ts";
import type { ExecLimits } from "../sandbox/sandbox.ts";

const MIB = 1024 * 1024;
/** Standard error is never judged; this much of it is looked at. */
const STDERR_BYTES = MIB;
const COMPILE_PROCESSES = 128;
const COMPILE_FILE_BYTES = 256 * MIB;
const COMPILE_OPEN_FILES = 256;
const COMPILE_STACK_BYTES = 256 * MIB;
/** Largest program a compiler may leave behind. */
export const ARTIFACT_MAX_BYTES = 64 * MIB;

/** The limits of a run after the language's factors: what is enforced, and what the result reports. */
export function applyRuntimeFactors(limits: Limits, runtime: Runtime): RunLimits {
  const { timeFactor, minProcesses } = runtime.limits;
  const { compile: _compile, sourceBytes: _sourceBytes, ...ofRun } = limits;
  return {
    ...ofRun,
    cpuMs: Math.round(limits.cpuMs * timeFactor),
    wallMs: Math.round(limits.wallMs * timeFactor),
    memoryBytes: effectiveMemoryBytes(runtime, limits.memoryBytes),
    processes: Math.max(limits.processes, minProcesses),
  };
}

export function toRunLimits(limits: RunLimits): ExecLimits {
  return {
    cpuMs: limits.cpuMs,
    wallMs: limits.wallMs,
    memoryBytes: limits.memoryBytes,
    processes: limits.processes,
    stackBytes: limits.stackBytes,
    fileBytes: limits.fileBytes,
    openFiles: limits.openFiles,
    tmpBytes: limits.fileBytes,
    stdoutBytes: limits.outputBytes,
    stderrBytes: STDERR_BYTES,
  };
}

export function toCompileLimits({ outputBytes, ...limits }: CompileLimits): ExecLimits {
  return {
    ...limits,
    processes: COMPILE_PROCESSES,
    stackBytes: COMPILE_STACK_BYTES,
    fileBytes: COMPILE_FILE_BYTES,
    openFiles: COMPILE_OPEN_FILES,
    tmpBytes: COMPILE_FILE_BYTES,
    stdoutBytes: outputBytes,
    stderrBytes: outputBytes,
  };
}
