import { setTimeout as sleep } from "node:timers/promises";
import { compareCursors } from "#contract/apply-event.ts";
import { CURSOR_START, isTerminal, type SubmissionEvent, type TrackedEvent } from "#contract/event.ts";
import { READ_COUNT } from "#platform/redis/event-log.ts";
import type { Services } from "../services.ts";
import { finishedFromRecord } from "#platform/finished-event.ts";

/**
 * Following a submission: one loop is both replay and live, so there is no seam at which an event could be missed or
 * repeated.
 *
 *   reading   everything after the cursor is read from the event log and handed out; the cursor moves with it.
 *             Left when the log has nothing more (to waiting) or after the terminal event (ended).
 *   waiting   until a nudge, the safety poll or an abort. The wakeup is subscribed before the first read and is
 *             latched, so a nudge that comes during a read is not lost. Left to reading, by way of asking the record
 *             when it was the poll that woke us: a log that expired or was lost never gets its terminal event, the
 *             record knows.
 *             While the last event is `queued`, the gateway's queue watch adds events when the position changes.
 *   retrying  Redis or Postgres does not answer: wait, then read again from the same cursor. Errors never reach the
 *             client, because a socket subscription that failed does not resume.
 *   ended     terminal event handed out, or aborted.
 */

/** A lost nudge costs at most this. */
const SAFETY_POLL_MS = 3_000;
const RETRY_MS = 500;

export type FollowOptions = { id: string; after: string | undefined; signal: AbortSignal };

export async function* followSubmission(
  services: Services,
  { id, after, signal }: FollowOptions,
): AsyncGenerator<TrackedEvent, void, void> {
  const wakeup = services.wakeups.subscribe(id);
  let cursor = after ?? CURSOR_START;
  let askRecord = true;
  const waiting = createWaiting(services, id);
  try {
    while (!signal.aborted) {
      let events: TrackedEvent[] | "seen";
      try {
        events = await services.eventLog.readAfter(id, cursor);
        if (events.length === 0 && askRecord) events = await missingEnd(services, id, cursor);
      } catch (error) {
        services.logger.warn({ err: error, submissionId: id }, "Cannot follow a submission, retrying");
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
        continue;
      }
      if (events === "seen") return;
      for (const tracked of events) {
        yield tracked;
        cursor = tracked.id;
      }
      const last = events.at(-1)?.event;
      // A submission that was queued again has events after its first end, perhaps on the next page.
      if (last && isTerminal(last) && events.length < READ_COUNT) return;
      if (last) {
        waiting.note(last);
        askRecord ||= isTerminal(last);
        continue;
      }
      const waitedFrom = Date.now();
      await wakeup.next({ signal, timeoutMs: SAFETY_POLL_MS });
      askRecord = Date.now() - waitedFrom >= SAFETY_POLL_MS;
    }
  } finally {
    waiting.end();
    wakeup.close();
  }
}

/** Has the queue watch look after a submission for as long as it waits. */
function createWaiting(
  services: Services,
  id: string,
): { note: (event: SubmissionEvent) => void; end: () => void } {
  let waitingAttempt: number | null = null;
  let unwatch: (() => void) | null = null;
  const end = (): void => {
    waitingAttempt = null;
    unwatch?.();
    unwatch = null;
  };
  const begin = async ({ lane, attempt }: { lane: string; attempt: number }): Promise<void> => {
    waitingAttempt = attempt;
    const submission = await services.submissions.findOwner(id);
    if (!submission || waitingAttempt !== attempt) return; // things went on meanwhile
    unwatch = services.queueWatch.watch({ submissionId: id, language: submission.language, lane, attempt });
  };
  return {
    note: (event) => {
      if (event.type === "queued" && event.attempt === waitingAttempt) return;
      end();
      if (event.type !== "queued") return;
      begin(event).catch((error: unknown) => {
        services.logger.warn({ err: error, submissionId: id }, "Cannot look after a position");
        end();
      });
    },
    end,
  };
}

/**
 * The terminal event from the record, when the log has ended without it; `seen` when the client has it already, since
 * it resumed after it. Nothing when the submission is not final.
 */
async function missingEnd(services: Services, id: string, cursor: string): Promise<TrackedEvent[] | "seen"> {
  const facts = await services.judging.finishedFacts(id);
  if (!facts) return [];
  // One look at the end of the log decides: events may arrive between any two.
  const last = await services.eventLog.last(id);
  if (last && compareCursors(last.id, cursor) > 0) return services.eventLog.readAfter(id, cursor);
  const finished = finishedFromRecord(facts);
  if (cursor === finished.id || (last && isTerminal(last.event))) return "seen";
  if (compareCursors(cursor, finished.id) < 0) return [finished];
  const [ms = "0", sequence = "0"] = cursor.split("-");
  return [{ ...finished, id: `${ms}-${Number(sequence) + 1}` }];
}
