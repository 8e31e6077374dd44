import { SubmissionEvent, type TrackedEvent } from "#contract/event.ts";
import type { RedisClient } from "./create-redis.ts";
import { readOrigin } from "./job-origin.ts";
import { EVENT_TTL_SECONDS } from "./job-queue.ts";
import { APPEND_EVENTS } from "./job-scripts.ts";
import type { Keys } from "./keys.ts";
import { runScript } from "./script.ts";
import { nameFields } from "./stream-fields.ts";

/** How many events one read brings at most, so that a long log never sits in memory as a whole. */
export const READ_COUNT = 200;

export type EventLog = ReturnType<typeof createEventLog>;

/** One Redis stream per submission. An event's id is its entry id, which is also the client's resume point. */
export function createEventLog({ redis, keys }: { redis: RedisClient; keys: Keys }) {
  return {
    /**
     * Appends in order what an attempt has to tell after its first `written` events; what is in the log already is left
     * out. Answers false when the attempt was taken over or the submission is finished.
     */
    async append(
      submissionId: string,
      { attempt, written }: { attempt: number; written: number },
      events: readonly SubmissionEvent[],
    ): Promise<boolean> {
      if (events.length === 0) return true;
      const reply = await runScript(redis, APPEND_EVENTS, {
        keys: [keys.job(submissionId), keys.events(submissionId), keys.nudge(submissionId)],
        args: [attempt, written, EVENT_TTL_SECONDS, ...events.map((event) => JSON.stringify(event))],
      });
      return reply !== null;
    },

    /** The events after a cursor, oldest first, at most a page of them. */
    async readAfter(submissionId: string, cursor: string): Promise<TrackedEvent[]> {
      const entries = await redis.xrange(keys.events(submissionId), `(${cursor}`, "+", "COUNT", READ_COUNT);
      return entries.map(([id, fields]) => ({
        id,
        event: SubmissionEvent.parse(JSON.parse(fields[1] ?? "")),
      }));
    },

    /** The last event; null when the log is empty or has expired. */
    async last(submissionId: string): Promise<TrackedEvent | null> {
      const [last] = await redis.xrevrange(keys.events(submissionId), "+", "-", "COUNT", 1);
      return last ? { id: last[0], event: parseEvent(last[1]) } : null;
    },

    /** The trace of the request that put the submission into the queue, if it was traced and the log is there. */
    async traceparentOf(submissionId: string): Promise<string | null> {
      const [first] = await redis.xrange(keys.events(submissionId), "-", "+", "COUNT", 1);
      return first ? readOrigin(nameFields(first[1])).traceparent : null;
    },

    /** Makes a cancelled submission known to the worker that may be running it. */
    async announceCancelled(submissionId: string): Promise<void> {
      await redis.publish(keys.cancelled(), submissionId);
    },
  };
}

function parseEvent(fields: readonly string[]): SubmissionEvent {
  return SubmissionEvent.parse(JSON.parse(fields[1] ?? ""));
}
