import { z } from "zod";
import type { QueueReason, SubmissionEvent } from "#contract/event.ts";
import type { RedisClient } from "./create-redis.ts";
import { CLAIM, COMPLETE, DISCARD, ENQUEUE, RAISE_ATTEMPT, RELEASE } from "./job-scripts.ts";
import { WORKER_GROUP, type Keys } from "./keys.ts";
import { nameFields } from "./stream-fields.ts";
import { type JobOrigin, NO_ORIGIN, originFields, readOrigin } from "./job-origin.ts";
import { splitQueuedEvent } from "./queued-event.ts";
import { runScript } from "./script.ts";

/** An entry a worker holds: it must be completed, released or left to others, never forgotten. */
export type Claim = {
  lane: string;
  entry: string;
  submissionId: string;
  userId: string;
  origin: JobOrigin;
};

/** What is put into the queue. `at` is when its waiting began. */
export type QueuedJob = {
  submissionId: string;
  userId: string;
  lane: string;
  attempt: number;
  at: Date;
  reason: QueueReason;
  /** Told to followers of an earlier attempt. */
  requeuedBecause?: string;
  /** Left out where nobody's request put it there. */
  origin?: JobOrigin;
};

/** How long an event log outlives its last event. Afterwards `finished` is answered from Postgres. */
export const EVENT_TTL_SECONDS = 24 * 3600;

const JobFields = z.object({ v: z.literal("1"), id: z.uuid(), user: z.string() });
const EnqueueReply = z.tuple([z.number(), z.string()]);
const ClaimReply = z.tuple([z.number(), z.string(), z.array(z.string())]).nullable();
const AutoclaimReply = z
  .tuple([z.string(), z.array(z.tuple([z.string(), z.array(z.string()).nullable()]))])
  .rest(z.unknown());

export type JobQueue = ReturnType<typeof createJobQueue>;

/**
 * Jobs on Redis Streams. Postgres is the truth, this is the transport: an entry holds nothing but ids and its origin.
 * `redis` runs commands; `blocking` is used by `waitForWork` alone and may be left out by who never waits.
 * docs/job-lifecycle.md tells how the steps fit together.
 */
export function createJobQueue(deps: { redis: RedisClient; blocking?: RedisClient; keys: Keys }) {
  const { redis, keys } = deps;

  const jobKeys = (submissionId: string): string[] => [
    keys.job(submissionId),
    keys.events(submissionId),
    keys.nudge(submissionId),
  ];
  const laneKeys = (lane: string): string[] => [
    keys.lane(lane),
    keys.turns(lane),
    keys.tags(lane),
    keys.wake(lane),
  ];

  /** Adds the job and its `queued` event, unless it is there already or final. Safe to repeat and to race. */
  async function enqueue(job: QueuedJob): Promise<{ cursor: string; added: boolean }> {
    const { attempt, at, requeuedBecause = "it is judged again from the start" } = job;
    const [before, after] = splitQueuedEvent(job);
    const reply = await runScript(redis, ENQUEUE, {
      keys: [...jobKeys(job.submissionId), keys.pending(job.userId), ...laneKeys(job.lane)],
      args: [
        job.submissionId,
        attempt,
        job.userId,
        before,
        after,
        EVENT_TTL_SECONDS,
        WORKER_GROUP,
        job.reason,
        requeuedEvent(attempt, requeuedBecause, at),
        ...originFields(job.origin ?? NO_ORIGIN),
      ],
    });
    const [added, cursor] = EnqueueReply.parse(reply);
    return { cursor, added: added === 1 };
  }

  /** Claims the one job whose turn it is, in the first of these lanes that has any, without waiting. */
  async function claim(lanes: readonly string[], consumer: string): Promise<Claim | null> {
    const reply = ClaimReply.parse(
      await runScript(redis, CLAIM, { keys: lanes.flatMap(laneKeys), args: [WORKER_GROUP, consumer] }),
    );
    if (!reply) return null;
    const [number, entry, fields] = reply;
    return toClaim(lanes[number - 1] ?? "", entry, fields);
  }

  /** Returns when something was added to one of these lanes, or after `timeoutMs`. Of idle workers one is woken up. */
  async function waitForWork(lanes: readonly string[], timeoutMs: number): Promise<void> {
    if (!deps.blocking) throw new Error("This queue was made without a connection for blocking reads");
    await deps.blocking.blpop(
      lanes.map((lane) => keys.wake(lane)),
      timeoutMs / 1_000,
    );
  }

  /** Takes over one entry of a lane whose holder has not kept it alive for `minIdleMs`. */
  async function takeOver(lane: string, consumer: string, minIdleMs: number): Promise<Claim | null> {
    let reply: unknown;
    try {
      reply = await redis.xautoclaim(keys.lane(lane), WORKER_GROUP, consumer, minIdleMs, "0-0", "COUNT", 1);
    } catch (error) {
      if (isMissingGroup(error)) return null; // nothing was claimed in this lane yet
      throw error;
    }
    const [entry] = AutoclaimReply.parse(reply)[1];
    return entry ? toClaim(lane, entry[0], entry[1] ?? []) : null;
  }

  /** Resets the idle time of claims that are being worked on. */
  async function keepAlive(claims: readonly Claim[], consumer: string): Promise<void> {
    const pipeline = redis.pipeline();
    for (const { lane, entry } of claims) {
      pipeline.xclaim(keys.lane(lane), WORKER_GROUP, consumer, 0, entry, "JUSTID");
    }
    await pipeline.exec();
  }

  /** Tells followers that a new attempt began; from now on events of older attempts are refused. */
  async function raiseAttempt(claim: Claim, event: SubmissionEvent): Promise<void> {
    await runScript(redis, RAISE_ATTEMPT, {
      keys: [...jobKeys(claim.submissionId), keys.lane(claim.lane), keys.turns(claim.lane)],
      args: [event.attempt, EVENT_TTL_SECONDS, JSON.stringify(event), claim.entry],
    });
  }

  /** Puts a claimed job back, as attempt `attempt`: it is the next one to be claimed, by whoever is free. */
  async function release(claim: Claim, { attempt, why }: { attempt: number; why: string }): Promise<void> {
    const at = new Date();
    const [before, after] = splitQueuedEvent({ ...claim, attempt, at, reason: "retrying" });
    await runScript(redis, RELEASE, {
      keys: [...jobKeys(claim.submissionId), ...laneKeys(claim.lane)],
      args: [
        claim.entry,
        claim.submissionId,
        claim.userId,
        attempt,
        EVENT_TTL_SECONDS,
        WORKER_GROUP,
        requeuedEvent(attempt, why, at),
        before,
        after,
        ...originFields(claim.origin),
      ],
    });
  }

  /** After the verdict is committed: the terminal event, the acknowledgement and the removal, at once. */
  async function complete(submissionId: string, finished: SubmissionEvent, claim?: Claim): Promise<void> {
    const claimed = claim ? [keys.lane(claim.lane), keys.turns(claim.lane)] : [];
    await runScript(redis, COMPLETE, {
      keys: [...jobKeys(submissionId), ...claimed],
      args: [
        submissionId,
        EVENT_TTL_SECONDS,
        JSON.stringify(finished),
        WORKER_GROUP,
        ...(claim ? [claim.entry] : []),
      ],
    });
  }

  /** Drops an entry that leads nowhere (a duplicate, a deleted submission); a job's own entry stays. */
  async function discard(claim: Claim): Promise<void> {
    await runScript(redis, DISCARD, {
      keys: [keys.job(claim.submissionId), keys.lane(claim.lane), keys.turns(claim.lane)],
      args: [claim.entry, WORKER_GROUP],
    });
  }

  return {
    enqueue,
    claim,
    waitForWork,
    takeOver,
    keepAlive,
    raiseAttempt,
    release,
    complete,
    discard,
  };
}

function requeuedEvent(attempt: number, why: string, at: Date): string {
  return JSON.stringify({ type: "requeued", at: at.toISOString(), attempt, why } satisfies SubmissionEvent);
}

function isMissingGroup(error: unknown): boolean {
  return error instanceof Error && error.message.includes("NOGROUP");
}

const NIL_UUID = "00000000-0000-0000-0000-000000000000";

/** An entry that cannot be read gets an id that no submission has, so that the consumer discards it like any other. */
function toClaim(lane: string, entry: string, fields: readonly string[]): Claim {
  const named = nameFields(fields);
  const parsed = JobFields.safeParse(named);
  return parsed.success
    ? { lane, entry, submissionId: parsed.data.id, userId: parsed.data.user, origin: readOrigin(named) }
    : { lane, entry, submissionId: NIL_UUID, userId: "", origin: NO_ORIGIN };
}
