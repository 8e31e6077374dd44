import { setTimeout as sleep } from "node:timers/promises";
import type { WorkerState } from "#contract/system.ts";
import type { Logger } from "#platform/logger.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";

/** Decides whether this worker may claim jobs. */
export type Gate = {
  readonly state: WorkerState;
  /** The containers are up. */
  opened: () => void;
  setDrained: (isDrained: boolean) => void;
  /** Closes the gate until Docker answers again. */
  sandboxLost: () => void;
};

const PROBE_MS = 500;

export function createGate({ sandbox, logger }: { sandbox: Sandbox; logger: Logger }): Gate {
  let isOpen = false;
  let isDrained = false;
  let isLost = false;

  async function untilUsable(): Promise<void> {
    while (!(await sandbox.isUsable())) await sleep(PROBE_MS, undefined, { ref: false });
    isLost = false;
    logger.info({}, "Containers can be had again");
  }

  return {
    get state() {
      if (!isOpen) return "starting";
      if (isDrained) return "drained";
      return isLost ? "no_sandbox" : "ready";
    },
    opened: () => {
      isOpen = true;
    },
    setDrained: (wanted) => {
      if (wanted !== isDrained) logger.info({ drained: wanted }, "An admin changed what this worker may do");
      isDrained = wanted;
    },
    sandboxLost: () => {
      if (isLost) return;
      isLost = true;
      void untilUsable();
    },
  };
}
