import { CodedSandboxError } from "./errors.ts";
import type { Lane } from "./lane.ts";
import type { DiscardReason, PoolOptions } from "./pool-options.ts";
import type { RunnerContainer } from "./runner-container.ts";
import type { WatchClock } from "./watch-clock.ts";

/** How often the pool looks after its containers. */
export const TICK_MS = 250;

const PONG_TIMEOUT_MS = 5_000;

export type UpkeepParts = {
  options: Pick<PoolOptions, "healthIntervalMs" | "idleTrimMs" | "warmPerLanguage">;
  lanes: readonly Lane[];
  clock: WatchClock;
  discard: (container: RunnerContainer, why: DiscardReason) => void;
};

/** One round: deadlines of running jobs, health of idle containers, and those idle for too long. */
export function lookAfter(parts: UpkeepParts): void {
  parts.clock.tick();
  for (const lane of parts.lanes) {
    for (const container of lane.lent) container.checkDeadline();
    for (const container of lane.warm.slice()) checkHealth(container, parts);
    trim(lane, parts);
  }
}

function checkHealth(container: RunnerContainer, { clock, options }: UpkeepParts): void {
  const now = clock.now();
  if (container.pingedAt !== null) {
    if (now - container.pingedAt < PONG_TIMEOUT_MS) return;
    container.fail(new CodedSandboxError("watchdog", "An idle runner did not answer a PING."));
  } else if (now - container.checkedAt >= options.healthIntervalMs) {
    container.checkedAt = now;
    container.ping(now);
  }
}

function trim(lane: Lane, { clock, options, discard }: UpkeepParts): void {
  const oldest = lane.warm[0];
  if (oldest === undefined || lane.warm.length <= options.warmPerLanguage) return;
  if (clock.now() - oldest.warmSince >= options.idleTrimMs)
    discard(oldest, { reason: "idle", failed: false });
}
