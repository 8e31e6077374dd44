import type { RequestedLimits } from "#contract/limits.ts";
import type { Findings } from "./finding.ts";
import { isMap, readText, type PackageSource, type YamlMap } from "./package-source.ts";

/** The time limit, or how it follows from the slowest accepted submission. */
export type TimeLimit =
  | { kind: "given"; cpuMs: number }
  | {
      kind: "derived";
      /** The limit is at least this many times what the slowest accepted submission takes … */
      acceptedFactor: number;
      /** … rounded up to a multiple of this. */
      resolutionMs: number;
    };

const FILE = "problem.yaml";
const MIB = 1024 * 1024;
/** What the format calls a typical system default; the operator's maximum may make it less. */
const TYPICAL_MEMORY_MIB = 2048;

/** Seconds have at most this many; also keeps absurd numbers out of the arithmetic. */
const MAX_SECONDS = 3_600;

export function toResourceLimits(yaml: YamlMap, findings: Findings): RequestedLimits {
  const amount = (key: string, unit: number): number | undefined => {
    const value = readNumber(yaml, key, findings);
    return value === undefined ? undefined : Math.round(value * unit);
  };
  const memoryBytes = amount("memory", MIB) ?? TYPICAL_MEMORY_MIB * MIB;
  const compileCpuMs = amount("compilation_time", 1_000);
  const compile = {
    cpuMs: compileCpuMs,
    wallMs: compileCpuMs === undefined ? undefined : 2 * compileCpuMs,
    memoryBytes: amount("compilation_memory", MIB),
  };
  const limits: RequestedLimits = {
    memoryBytes,
    // The format knows no limit of the stack but memory.
    stackBytes: memoryBytes,
    outputBytes: amount("output", MIB),
    sourceBytes: amount("code", 1024),
    ...(Object.values(compile).some((value) => value !== undefined) ? { compile } : {}),
  };
  for (const key of ["validation_time", "validation_memory", "validation_output", "validation_passes"]) {
    if (key in yaml) findings.note(FILE, `limits.${key}: validators run under the engine's own limits.`);
  }
  return limits;
}

type TimeFiles = {
  source: PackageSource;
  limits: YamlMap;
  format: "legacy" | "2023-07";
  ini: ReadonlyMap<string, string>;
};

/** From `limits.time_limit`, `domjudge-problem.ini` or `.timelimit`, in this order; derived when none is there. */
export async function readTimeLimit(files: TimeFiles, findings: Findings): Promise<TimeLimit> {
  const { source, limits, format, ini } = files;
  const inYaml = readNumber(limits, "time_limit", findings);
  if (inYaml !== undefined) {
    if (format === "legacy")
      findings.note(
        FILE,
        "limits.time_limit is newer than this version of the format; it is used all the same.",
      );
    return given(inYaml);
  }
  const inIni = ini.get("timelimit");
  if (inIni !== undefined) {
    const seconds = toSeconds(inIni);
    if (seconds !== null) return given(seconds);
    findings.error("domjudge-problem.ini", `timelimit must be a number of seconds, not "${inIni}".`);
  }
  const text = source.files.has(".timelimit") ? await readText(source, ".timelimit", findings) : null;
  if (text !== null) {
    const seconds = toSeconds(text.trim());
    if (seconds !== null) return given(seconds);
    findings.error(".timelimit", "This file must hold a number of seconds, such as 2.");
  }
  return derived(limits, format, findings);
}

function derived(limits: YamlMap, format: TimeFiles["format"], findings: Findings): TimeLimit {
  findings.note(FILE, "There is no time limit: it is derived from the accepted submissions.");
  if (format === "legacy") {
    return {
      kind: "derived",
      acceptedFactor: readNumber(limits, "time_multiplier", findings) ?? 5,
      resolutionMs: 1_000,
    };
  }
  const multipliers = isMap(limits["time_multipliers"]) ? limits["time_multipliers"] : {};
  return {
    kind: "derived",
    acceptedFactor: readNumber(multipliers, "ac_to_time_limit", findings) ?? 2,
    resolutionMs: Math.round((readNumber(limits, "time_resolution", findings) ?? 1) * 1_000),
  };
}

function given(seconds: number): TimeLimit {
  return { kind: "given", cpuMs: Math.max(1, Math.round(seconds * 1_000)) };
}

function toSeconds(text: string): number | null {
  const seconds = Number(text);
  return text !== "" && seconds > 0 && seconds <= MAX_SECONDS ? seconds : null;
}

function readNumber(map: YamlMap, key: string, findings: Findings): number | undefined {
  const value = map[key];
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  const isUsable = typeof value !== "boolean" && number > 0 && number <= MAX_SECONDS * 1024;
  if (isUsable) return number;
  findings.error(FILE, `limits: ${key} must be a positive number, not ${JSON.stringify(value)}.`);
  return undefined;
}

/** The time limit that the format derives from what the slowest accepted submission took. */
export function deriveCpuMs(
  rule: { acceptedFactor: number; resolutionMs: number },
  slowestCpuMs: number,
): number {
  const least = Math.max(1, slowestCpuMs * rule.acceptedFactor);
  return Math.ceil(least / rule.resolutionMs) * rule.resolutionMs;
}
