import {
  CompileLimits,
  DEFAULT_LIMITS,
  defaultWallMs,
  RunLimits,
  type Limits,
  type MaxLimits,
  type RequestedLimits,
} from "#contract/limits.ts";
import { compileLimitsOf } from "#platform/runtimes/catalogue.ts";
import type { Runtime } from "#platform/runtimes/runtime-schema.ts";
import { AppError } from "../app-error.ts";

const OWN_NAMES = [...RunLimits.keyof().options, "sourceBytes"] as const;
const COMPILE_NAMES = CompileLimits.keyof().options;

/**
 * Lays the request over the problem's limits, or over the defaults as far as the operator's maximum lets them, and
 * refuses what is above that maximum. What a problem says was decided by whoever wrote it.
 */
export function resolveLimits(options: {
  requested: RequestedLimits | undefined;
  problem: Limits | null;
  max: MaxLimits;
  runtime: Runtime;
}): Limits & { compile: CompileLimits } {
  const { requested = {}, problem, max, runtime } = options;
  const { compile: requestedCompile = {}, ...requestedOwn } = requested;
  const { compile: compileBase, ...base } = problem ?? defaultLimits(max);
  const ownLayers = { base, requested: requestedOwn, max };
  const compileLayers = {
    base: compileBase ?? capped(COMPILE_NAMES, compileLimitsOf(runtime), max.compile),
    requested: requestedCompile,
    max: max.compile,
  };
  return {
    ...withWall(lay("limits", OWN_NAMES, ownLayers), ownLayers),
    compile: withWall(lay("limits.compile", COMPILE_NAMES, compileLayers), compileLayers),
  };
}

function defaultLimits(max: MaxLimits): Limits {
  const limits = { ...DEFAULT_LIMITS, wallMs: defaultWallMs(DEFAULT_LIMITS.cpuMs) };
  return { ...capped(OWN_NAMES, limits, max), compile: null };
}

type Numbers<Name extends string> = Readonly<Record<Name, number>>;

function capped<Name extends string>(
  names: readonly Name[],
  limits: Numbers<Name>,
  max: Numbers<Name>,
): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, Math.min(limits[name], max[name])])) as Record<
    Name,
    number
  >;
}

type Layers<Name extends string> = {
  base: Numbers<Name>;
  requested: Readonly<Partial<Record<Name, number | undefined>>>;
  max: Numbers<Name>;
};

function lay<Name extends string>(
  where: string,
  names: readonly Name[],
  { base, requested, max }: Layers<Name>,
): Record<Name, number> {
  const limits: Record<Name, number> = { ...base };
  for (const name of names) {
    const value = requested[name];
    if (value === undefined) continue;
    if (value > max[name]) {
      throw new AppError(
        "LIMIT_TOO_HIGH",
        `${where}.${name} is ${value}; at most ${max[name]} is allowed here.`,
      );
    }
    limits[name] = value;
  }
  return limits;
}

/** Whoever asks for CPU time alone gets the wall time that goes with it. */
function withWall<Resolved extends { wallMs: number }>(
  limits: Resolved,
  { requested, max }: Pick<Layers<"cpuMs" | "wallMs">, "requested" | "max">,
): Resolved {
  if (requested.cpuMs === undefined || requested.wallMs !== undefined) return limits;
  return { ...limits, wallMs: Math.min(defaultWallMs(requested.cpuMs), max.wallMs) };
}
