import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "#platform/logger.ts";

/** Repeats work with pauses; a failed round is logged and the next one tried. */
export function repeat(
  intervalMs: number,
  logger: Logger,
  work: () => Promise<unknown>,
): { stop: () => void } {
  const stopping = new AbortController();
  void (async () => {
    while (!stopping.signal.aborted) {
      await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        await work();
      } catch (error) {
        logger.warn({ err: error }, "A periodic task failed, it is tried again");
      }
    }
  })();
  return { stop: () => stopping.abort() };
}
