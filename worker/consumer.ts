import { setTimeout as sleep } from "node:timers/promises";
import type { JudgingRepository } from "#platform/database/judging-repository.ts";
import type { Logger } from "#platform/logger.ts";
import type { Claim, JobQueue } from "#platform/redis/job-queue.ts";
import { createStop, type Delivery } from "./delivery.ts";
import { createLaneOrder } from "./lane-order.ts";
import { repeat } from "./repeat.ts";
import { createSlots } from "./slots.ts";

/**
 * The consumer loop: one reader, N slots. docs/job-lifecycle.md shows the whole protocol as a state machine.
 *
 * The reader is in one of five states:
 *
 *   claiming   a slot is free. Every half claim timeout entries that their holder stopped keeping alive are taken over
 *              first; then the lanes are asked in order of priority for the job whose turn it is. Left with a claim (the
 *              job runs in its slot, and the reader looks for the next free one), or without (to waiting).
 *   waiting    nothing waits in our lanes: blocked until an entry is added, at most BLOCK_MS. Left to claiming.
 *   full       every slot is busy: nothing is claimed, so what waits can go to another worker. Left when a job ends.
 *   paused     the sandbox cannot be used now, or an admin drains this worker: nothing is claimed. Left when neither is
 *              so any more.
 *   stopped    `stop` or `abort` was called. Nothing leaves it.
 *
 * A claimed entry is *held* from the claim until `process` is done with it: acknowledged after the verdict was
 * committed, given back as a new attempt, or, when not even that could be written, left to a take-over. Held entries are
 * kept alive by a heartbeat whatever the job does meanwhile; that is what tells other workers that we live.
 *
 * Beside the reader the record is asked now and again whether something we run was cancelled without our hearing of it.
 */

export type ConsumerOptions = {
  workerId: string;
  /** In order of priority. */
  lanes: readonly string[];
  slotCount: number;
  claimTimeoutMs: number;
  queue: JobQueue;
  judging: JudgingRepository;
  logger: Logger;
  /** Whether jobs may be claimed now. */
  mayClaim: () => boolean;
  /** Carries one entry from claim to acknowledgement. A rejection leaves the entry to a take-over. */
  process: (delivery: Delivery) => Promise<void>;
};

export type Consumer = {
  /** The submissions that run now. */
  readonly running: readonly string[];
  /** Kills the run of a submission, if it is one of ours. */
  cancel: (submissionId: string) => void;
  /** Stops claiming and waits until nothing is held. */
  stop: () => Promise<void>;
  /** Stops claiming, kills what runs, gives it back, and waits until nothing is held. */
  abort: () => Promise<void>;
};

type Held = Omit<Delivery, "slot">;
type Work = Pick<Delivery, "claim" | "redelivered">;

/** How long one blocking wait lasts; also how late the reader notices that it should stop. */
const BLOCK_MS = 1_000;
const PAUSE_MS = 200;
const RETRY_MS = 500;

export function startConsumer(options: ConsumerOptions): Consumer {
  const { queue, judging, logger, lanes, workerId, claimTimeoutMs } = options;
  const slots = createSlots(options.slotCount);
  const held = new Map<string, Held>();
  const stopping = new AbortController();
  const nextOrder = createLaneOrder(lanes);
  let lookAgainAt = Date.now();

  /** Now and again what was abandoned comes first, since it waited the longest. */
  async function claimNext(): Promise<Work | null> {
    if (Date.now() >= lookAgainAt) {
      const abandoned = await takeOverNext();
      if (abandoned) return { claim: abandoned, redelivered: true };
      lookAgainAt = Date.now() + claimTimeoutMs / 2;
    }
    const order = nextOrder();
    const claim = await queue.claim(order, workerId);
    if (claim) return { claim, redelivered: false };
    await queue.waitForWork(order, BLOCK_MS);
    return null;
  }

  async function takeOverNext(): Promise<Claim | null> {
    for (const lane of lanes) {
      const claim = await queue.takeOver(lane, workerId, claimTimeoutMs);
      // After a long stall of this process an entry of our own may look abandoned: it is still ours and still runs.
      if (claim && !held.has(keyOf(claim))) return claim;
    }
    return null;
  }

  function run({ claim, redelivered }: Work, slot: number): void {
    const entry: Held = { claim, redelivered, stop: createStop() };
    held.set(keyOf(claim), entry);
    void options
      .process({ ...entry, slot })
      .catch((error: unknown) => {
        const { lane, entry: left, submissionId, origin } = claim;
        const fields = { err: error, lane, entry: left, submissionId, requestId: origin.requestId };
        logger.error(fields, "Left an entry to be taken over");
      })
      .finally(() => {
        held.delete(keyOf(claim));
        slots.free(slot);
      });
  }

  async function readLoop(): Promise<void> {
    let failing = false;
    while (!stopping.signal.aborted) {
      const slot = await slots.take(stopping.signal);
      if (slot === null) return;
      let work: Work | null = null;
      try {
        if (options.mayClaim()) work = await claimNext();
        else await pause(PAUSE_MS);
        if (failing) logger.info({}, "The queue answers again");
        failing = false;
      } catch (error) {
        if (!failing) logger.warn({ err: error }, "Cannot read the queue, retrying");
        failing = true;
        await pause(RETRY_MS);
      }
      if (work) run(work, slot);
      else slots.free(slot);
    }
  }

  async function pause(forMs: number): Promise<void> {
    await sleep(forMs, undefined, { signal: stopping.signal }).catch(() => undefined);
  }

  const heartbeat = repeat(
    async () => {
      const claims = [...held.values()].map(({ claim }) => claim);
      if (claims.length > 0) await queue.keepAlive(claims, workerId);
    },
    { intervalMs: claimTimeoutMs / 4, logger, failure: "Cannot keep claims alive, retrying" },
  );
  const cancelCheck = repeat(
    async () => {
      const ids = [...held.values()].map(({ claim }) => claim.submissionId);
      for (const id of await judging.filterDone(ids)) cancel(id);
    },
    { intervalMs: claimTimeoutMs / 2, logger, failure: "Cannot ask the record what was cancelled, retrying" },
  );
  const reading = readLoop();

  function cancel(submissionId: string): void {
    for (const entry of held.values()) {
      if (entry.claim.submissionId === submissionId) entry.stop.because("cancelled");
    }
  }

  async function finish(): Promise<void> {
    await reading;
    await slots.idle();
    heartbeat.stop();
    cancelCheck.stop();
  }

  return {
    get running() {
      return [...held.values()].map(({ claim }) => claim.submissionId);
    },
    cancel,
    stop: () => {
      stopping.abort();
      return finish();
    },
    abort: async () => {
      stopping.abort();
      // The reader may just be getting one more: wait for it, then stop all there are.
      await reading;
      for (const entry of held.values()) entry.stop.because("shutdown");
      await finish();
    },
  };
}

function keyOf(claim: Claim): string {
  return `${claim.lane} ${claim.entry}`;
}
