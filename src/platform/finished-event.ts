import type { TrackedEvent } from "#contract/event.ts";
import { EXHAUSTED } from "./attempts.ts";
import type { FinishedFacts } from "./database/judging-repository.ts";

/** The `finished` event as the record tells it: what the log gets at the end, and what stands in for an expired log. */
export function finishedFromRecord(facts: FinishedFacts): TrackedEvent {
  return {
    id: `${facts.finishedAt.getTime()}-0`,
    event: {
      type: "finished",
      at: facts.finishedAt.toISOString(),
      attempt: facts.attempt,
      verdict: facts.verdict,
      timeCause: facts.timeCause,
      totals: facts.totals ?? EXHAUSTED.totals,
      message: facts.message,
    },
  };
}
