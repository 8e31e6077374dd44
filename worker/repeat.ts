import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "#platform/logger.ts";

/** Repeats work with pauses, beginning with a pause; a failed round is logged as `failure` and the next one tried. */
export function repeat(
  work: () => Promise<unknown>,
  { intervalMs, logger, failure }: { intervalMs: number; logger: Logger; failure: string },
): { stop: () => void } {
  const stopping = new AbortController();
  void (async () => {
    while (!stopping.signal.aborted) {
      await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        await work();
      } catch (error) {
        logger.warn({ err: error }, failure);
      }
    }
  })();
  return { stop: () => stopping.abort() };
}
