import type { TrackedEvent } from "#contract/event.ts";
import type { FinishedFacts } from "#platform/database/judging-repository.ts";

const NO_TOTALS = {
  tests: 0,
  passed: 0,
  decidingTest: null,
  maxCpuMs: 0,
  maxWallMs: 0,
  maxMemoryBytes: 0,
  sumCpuMs: 0,
};

/** The `finished` event as the record tells it, for logs that have expired or lost their end. */
export function finishedFromRecord(facts: FinishedFacts): TrackedEvent {
  return {
    id: `${facts.finishedAt.getTime()}-0`,
    event: {
      type: "finished",
      at: facts.finishedAt.toISOString(),
      attempt: facts.attempt,
      verdict: facts.verdict,
      timeCause: facts.timeCause,
      totals: facts.totals ?? NO_TOTALS,
      message: facts.message,
    },
  };
}
