import { setTimeout as sleep } from "node:timers/promises";
import type { SubmissionEvent } from "#contract/event.ts";
import type { Logger } from "#platform/logger.ts";
import type { EventLog } from "#platform/redis/event-log.ts";

const RETRY_MS = 250;

export type EventWriter = {
  /** Queues an event. Never waits, never throws. */
  report: (event: SubmissionEvent) => void;
  /** Resolves when everything reported so far is in the log, or was refused. */
  flush: () => Promise<void>;
};

export type EventWriterOptions = {
  eventLog: EventLog;
  submissionId: string;
  attempt: number;
  logger: Logger;
  /** Stops retrying: the claim is lost or the process ends. */
  signal: AbortSignal;
  /** The log refused: this attempt was taken over, or the submission is final. */
  onRefused: () => void;
};

/**
 * Writes events off the critical path, in order. While one write is on its way what comes next gathers, so a burst of
 * hundreds of tests costs a few writes. When Redis does not answer, events wait here and are written later; the log knows
 * by their number those that it did get.
 */
export function createEventWriter(options: EventWriterOptions): EventWriter {
  const { eventLog, submissionId, attempt, logger, signal } = options;
  let gathered: SubmissionEvent[] = [];
  let written = 0;
  let writing: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    while (gathered.length > 0 && !signal.aborted) {
      const batch = gathered;
      gathered = [];
      try {
        const accepted = await eventLog.append(submissionId, { attempt, written }, batch);
        if (!accepted) return options.onRefused();
        written += batch.length;
      } catch (error) {
        logger.warn({ err: error }, "Cannot write events, retrying");
        gathered = [...batch, ...gathered];
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  function start(): Promise<void> {
    writing ??= writeAll().finally(() => {
      writing = null;
    });
    return writing;
  }

  return {
    report(event) {
      gathered.push(event);
      void start();
    },
    async flush() {
      while ((writing !== null || gathered.length > 0) && !signal.aborted) await start();
    },
  };
}
