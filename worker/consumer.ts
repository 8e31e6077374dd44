import { setTimeout as sleep } from "node:timers/promises";
import type { JudgingRepository } from "#platform/database/judging-repository.ts";
import type { Lane } from "#platform/lanes.ts";
import type { Logger } from "#platform/logger.ts";
import { isMissingGroup, type Claim, type JobQueue } from "#platform/redis/job-queue.ts";
import { createSlots } from "./slots.ts";

/**
 * The consumer loop: one reader, N slots.
 *
 *   reading    a slot is free. Lanes are asked in order of priority without waiting; only when all are empty does the
 *              reader wait for whichever gets something first. An entry that was read is *held*.
 *   full       every slot is busy: nothing is read, so what waits can go to another worker.
 *   draining   `stop` was called: nothing is read any more, held entries are finished.
 *   stopped    nothing is held.
 *
 * Held entries are kept alive by a heartbeat for as long as they are held, whatever the job does meanwhile; that is
 * what tells other workers that we live. A wait may bring one entry of every lane although only one slot is free:
 * those wait in `backlog`, held and kept alive like the others.
 *
 * Beside the reader, a sweep looks for entries that their holder stopped keeping alive and takes them over, and asks
 * the record whether something we run was cancelled without our hearing of it.
 */

export type ConsumerOptions = {
  workerId: string;
  lanes: readonly Lane[];
  slotCount: number;
  claimTimeoutMs: number;
  queue: JobQueue;
  judging: JudgingRepository;
  logger: Logger;
  /** Carries one entry from claim to acknowledgement. A rejection leaves the entry to a take-over. */
  process: (delivery: {
    claim: Claim;
    redelivered: boolean;
    slot: number;
    abort: AbortController;
  }) => Promise<void>;
};

export type Consumer = {
  /** How many submissions run now. */
  readonly busy: number;
  /** Kills the run of a submission, if it is one of ours. */
  cancel: (submissionId: string) => void;
  /** Stops reading and waits until nothing is held. */
  stop: () => Promise<void>;
  /** Stops everything now; held entries are left to a take-over. */
  abort: () => Promise<void>;
};

type Held = { claim: Claim; redelivered: boolean; abort: AbortController };

/** How long one blocking read waits; also how late the reader notices that it should stop. */
const BLOCK_MS = 1_000;
const RETRY_MS = 500;

export function startConsumer(options: ConsumerOptions): Consumer {
  const { queue, judging, logger, lanes, workerId, claimTimeoutMs } = options;
  const slots = createSlots(options.slotCount);
  const held = new Map<string, Held>();
  const backlog: Held[] = [];
  const running = new Set<Held>();
  const stopping = new AbortController();

  function hold(claim: Claim, redelivered: boolean): void {
    // After a long stall of this process an entry of our own may look abandoned: it is still ours and still runs.
    if (held.has(keyOf(claim))) return;
    const entry = { claim, redelivered, abort: new AbortController() };
    held.set(keyOf(claim), entry);
    backlog.push(entry);
  }

  async function nextHeld(): Promise<Held | undefined> {
    if (backlog.length === 0) await read();
    return backlog.shift();
  }

  async function read(): Promise<void> {
    for (const lane of lanes) {
      const [claim] = await queue.claim(lane, workerId, 1);
      if (claim) return hold(claim, false);
    }
    const claims = await queue.waitForJobs(lanes, workerId, BLOCK_MS);
    for (const claim of claims) hold(claim, false);
  }

  function run(entry: Held, slot: number): void {
    const { claim, redelivered, abort } = entry;
    running.add(entry);
    void options
      .process({ claim, redelivered, slot, abort })
      .catch((error: unknown) => {
        logger.error({ err: error, ...claim }, "Left an entry to be taken over");
      })
      .finally(() => {
        running.delete(entry);
        held.delete(keyOf(claim));
        slots.free(slot);
      });
  }

  async function readLoop(): Promise<void> {
    let failing = false;
    while (!stopping.signal.aborted) {
      const slot = await slots.take(stopping.signal);
      if (slot === null) return;
      let entry: Held | undefined;
      try {
        entry = await nextHeld();
        if (failing) logger.info({}, "The queue answers again");
        failing = false;
      } catch (error) {
        if (!failing) logger.warn({ err: error }, "Cannot read the queue, retrying");
        failing = !isMissingGroup(error);
        await repairGroups().catch(() => undefined);
        await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
      if (entry && !stopping.signal.aborted) run(entry, slot);
      else {
        // Read, but no longer wanted: another worker takes it over when it is not kept alive any more.
        if (entry) held.delete(keyOf(entry.claim));
        slots.free(slot);
      }
    }
  }

  async function repairGroups(): Promise<void> {
    for (const lane of lanes) await queue.ensureGroup(lane);
  }

  /** Only while there is room: an entry held in vain keeps others from running it. */
  async function takeOverDead(): Promise<void> {
    for (const lane of lanes) {
      const hasRoom = running.size + backlog.length < options.slotCount;
      if (!hasRoom || stopping.signal.aborted) return;
      for (const claim of await queue.takeOver(lane, workerId, claimTimeoutMs)) hold(claim, true);
    }
  }

  const heartbeat = every(claimTimeoutMs / 4, logger, async () => {
    const claims = [...held.values()].map(({ claim }) => claim);
    if (claims.length > 0) await queue.keepAlive(claims, workerId);
  });
  const sweep = every(claimTimeoutMs / 2, logger, async () => {
    await takeOverDead();
    const ids = [...held.values()].map(({ claim }) => claim.submissionId);
    for (const id of await judging.filterDone(ids)) cancel(id);
  });
  const reading = readLoop();

  function cancel(submissionId: string): void {
    for (const { claim, abort } of held.values()) {
      if (claim.submissionId === submissionId) abort.abort(new Error("cancelled"));
    }
  }

  async function finishReading(): Promise<void> {
    stopping.abort();
    await reading;
    // What waited in the backlog was never started: let another worker have it.
    for (const { claim } of backlog.splice(0)) held.delete(keyOf(claim));
  }

  return {
    get busy() {
      return running.size;
    },
    cancel,
    stop: async () => {
      await finishReading();
      await slots.idle();
      heartbeat.stop();
      sweep.stop();
    },
    abort: async () => {
      for (const { abort } of held.values()) abort.abort(new Error("the worker is stopping"));
      await finishReading();
      await slots.idle();
      heartbeat.stop();
      sweep.stop();
    },
  };
}

function keyOf(claim: Claim): string {
  return `${claim.lane} ${claim.entry}`;
}

/** Repeats work with pauses; a failed round is logged and the next one tried. */
function every(intervalMs: number, logger: Logger, work: () => Promise<void>): { stop: () => void } {
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
