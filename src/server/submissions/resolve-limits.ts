import { DEFAULT_LIMITS, defaultWallMs, Limits, type RequestedLimits } from "#contract/limits.ts";
import { AppError } from "../app-error.ts";

/** Lays the request over the problem's limits or the defaults, and refuses what is above the operator's maximum. */
export function resolveLimits(options: {
  requested: RequestedLimits | undefined;
  problem: Limits | null;
  max: Limits;
}): Limits {
  const { requested = {}, problem, max } = options;
  const base = problem ?? { ...DEFAULT_LIMITS, wallMs: defaultWallMs(DEFAULT_LIMITS.cpuMs) };
  const limits: Limits = { ...base };
  for (const name of Limits.keyof().options) {
    const value = requested[name];
    if (value === undefined) continue;
    if (value > max[name]) {
      throw new AppError(
        "LIMIT_TOO_HIGH",
        `limits.${name} is ${value}; at most ${max[name]} is allowed here.`,
      );
    }
    limits[name] = value;
  }
  if (requested.cpuMs !== undefined && requested.wallMs === undefined) {
    limits.wallMs = Math.min(defaultWallMs(requested.cpuMs), max.wallMs);
  }
  return limits;
}
