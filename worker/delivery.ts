import type { Claim } from "#platform/redis/job-queue.ts";

/** Why a run is stopped from outside. `shutdown` gives the job back, the other two drop it. */
type StopReason = "cancelled" | "fenced" | "shutdown";

/** A claimed entry on its way through this worker. */
export type Delivery = {
  claim: Claim;
  /** Taken over from a worker that stopped keeping it alive. */
  redelivered: boolean;
  slot: number;
  /** Kills the run at once. */
  stop: Stop;
};

export type Stop = {
  readonly signal: AbortSignal;
  readonly reason: StopReason | null;
  /** The first reason counts. */
  because(reason: StopReason): void;
};

export function createStop(): Stop {
  const controller = new AbortController();
  let first: StopReason | null = null;
  return {
    signal: controller.signal,
    get reason() {
      return first;
    },
    because(reason) {
      first ??= reason;
      controller.abort(new Error(`stopped: ${first}`));
    },
  };
}
