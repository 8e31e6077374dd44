import { PRIORITIES, type Priority } from "#contract/submission.ts";

/**
 * Topic-based routing: what a submission is decides the lane it waits in, and every worker serves the lanes it is
 * configured for. Without a table of the operator's there is one lane per priority, so that a short run that somebody
 * waits for is never stuck behind a rejudge of thousands.
 */

const WEIGHTS = ["light", "normal", "heavy"] as const;
export type Weight = (typeof WEIGHTS)[number];

/** What is not named fits everything. */
type Route = { language: string | null; weight: Weight | null; priority: Priority | null; lane: string };

export type Routing = {
  /** Every lane a submission may be sent to, in order of priority. */
  readonly lanes: readonly string[];
  laneFor(submission: { language: string; weight: Weight; priority: Priority }): string;
};

export const LANE_NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** The first route that fits wins; what fits none goes to the lane named like its priority. */
export function createRouting(routes: readonly Route[] = []): Routing {
  const named = routes.map(({ lane }) => lane);
  return {
    lanes: [...new Set([...PRIORITIES, ...named])],
    laneFor: ({ language, weight, priority }) =>
      routes.find(
        (route) =>
          (route.language ?? language) === language &&
          (route.weight ?? weight) === weight &&
          (route.priority ?? priority) === priority,
      )?.lane ?? priority,
  };
}

/**
 * Reads a routing table such as `java:*:rejudge=slow-java, *:heavy:*=heavy`: language, weight and priority, each of
 * them a name or `*`, and the lane. Throws a sentence that says what is wrong.
 */
export function parseRoutes(text: string): Route[] {
  return text
    .split(",")
    .map((rule) => rule.trim())
    .filter((rule) => rule !== "")
    .map(parseRoute);
}

function parseRoute(rule: string): Route {
  const match = /^([^:=\s]+):([^:=\s]+):([^:=\s]+)=(\S+)$/.exec(rule);
  const [, language = "", weight = "", priority = "", lane = ""] = match ?? [];
  if (!match) throw new Error(`"${rule}" is no route. Write language:weight:priority=lane, with * for any.`);
  if (!LANE_NAME.test(lane)) throw new Error(`"${lane}" is no name of a lane. Use a-z, 0-9 and -.`);
  return {
    language: language === "*" ? null : language,
    weight: oneOf(WEIGHTS, weight),
    priority: oneOf(PRIORITIES, priority),
    lane,
  };
}

function oneOf<Name extends string>(names: readonly Name[], given: string): Name | null {
  if (given === "*") return null;
  const found = names.find((name) => name === given);
  if (found === undefined) throw new Error(`"${given}" is none of ${names.join(", ")} and not *.`);
  return found;
}

const LIGHT_MAX_CPU_MS = 10_000;
const NORMAL_MAX_CPU_MS = 120_000;

/** By the CPU time a submission may take at worst: all its tests at their limit. */
export function weightOf(work: { cpuMs: number; tests: number }): Weight {
  const worstCpuMs = work.cpuMs * Math.max(1, work.tests);
  if (worstCpuMs <= LIGHT_MAX_CPU_MS) return "light";
  return worstCpuMs <= NORMAL_MAX_CPU_MS ? "normal" : "heavy";
}
