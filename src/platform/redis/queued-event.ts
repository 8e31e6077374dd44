import type { QueueReason, SubmissionEvent } from "#contract/event.ts";

/** A `queued` event as JSON, in two halves: the position between them is known only inside Redis, at that moment. */
export function splitQueuedEvent(job: {
  lane: string;
  attempt: number;
  at: Date;
  reason: QueueReason;
}): [before: string, after: string] {
  const event: SubmissionEvent = {
    type: "queued",
    at: job.at.toISOString(),
    attempt: job.attempt,
    lane: job.lane,
    reason: job.reason,
    position: null,
  };
  const [before = "", after = ""] = JSON.stringify(event).split(/(?<="position":)null/);
  return [before, after];
}
