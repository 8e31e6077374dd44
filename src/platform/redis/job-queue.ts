import { z } from "zod";
import type { SubmissionEvent } from "#contract/event.ts";
import type { RedisClient } from "./create-redis.ts";
import { COMPLETE, ENQUEUE, RAISE_ATTEMPT } from "./job-scripts.ts";
import { WORKER_GROUP, type Keys } from "./keys.ts";
import { runScript } from "./script.ts";

/** An entry a worker holds: it must be completed or left for others, never forgotten. */
export type Claim = { lane: string; entry: string; submissionId: string };

export type LaneFacts = { depth: number; oldestAgeMs: number | null };

/** How long an event log outlives its last event. Afterwards `finished` is answered from Postgres. */
export const EVENT_TTL_SECONDS = 24 * 3600;

const JobEntry = z.object({ v: z.literal("1"), id: z.uuid() });
const EnqueueReply = z.tuple([z.string(), z.number(), z.string()]);

export type JobQueue = ReturnType<typeof createJobQueue>;

/**
 * Jobs on Redis Streams. Postgres is the truth, this is the transport: an entry holds nothing but a submission's id.
 * `redis` runs commands; `blocking` is used by `waitForJobs` alone and may be left out by who never waits.
 */
export function createJobQueue(deps: { redis: RedisClient; blocking?: RedisClient; keys: Keys }) {
  const { redis, keys } = deps;

  const eventKeys = (submissionId: string): [string, string, string] => [
    keys.events(submissionId),
    keys.job(submissionId),
    keys.nudge(submissionId),
  ];

  /** From the start of the stream, so that nothing is missed however late the group is made. */
  async function ensureGroup(lane: string): Promise<void> {
    try {
      await redis.xgroup("CREATE", keys.lane(lane), WORKER_GROUP, "0", "MKSTREAM");
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("BUSYGROUP")) throw error;
    }
  }

  /** Adds the job and its `queued` event, unless it is there already. Safe to repeat and to race. */
  async function enqueue(job: {
    submissionId: string;
    lane: string;
    attempt: number;
    at: Date;
  }): Promise<{ cursor: string; added: boolean }> {
    const event: SubmissionEvent = {
      type: "queued",
      at: job.at.toISOString(),
      attempt: job.attempt,
      lane: job.lane,
      position: null,
    };
    const [before = "", after = ""] = JSON.stringify(event).split(/(?<="position":)null/);
    const [events, hash, nudge] = eventKeys(job.submissionId);
    const reply = await runScript(redis, ENQUEUE, {
      keys: [keys.lane(job.lane), hash, events, nudge],
      args: [job.submissionId, job.attempt, before, after, EVENT_TTL_SECONDS, WORKER_GROUP],
    });
    const [, added, cursor] = EnqueueReply.parse(reply);
    return { cursor, added: added === 1 };
  }

  /** Claims up to `count` waiting jobs of one lane, without waiting. */
  async function claim(lane: string, consumer: string, count: number): Promise<Claim[]> {
    const reply = await withGroup(lane, () =>
      redis.xreadgroup("GROUP", WORKER_GROUP, consumer, "COUNT", count, "STREAMS", keys.lane(lane), ">"),
    );
    return streamReplyToClaims(reply, lane);
  }

  /** Claims one job of each lane that has one, waiting up to `blockMs` for the first. */
  async function waitForJobs(lanes: readonly string[], consumer: string, blockMs: number): Promise<Claim[]> {
    if (!deps.blocking) throw new Error("This queue was made without a connection for blocking reads");
    const streams = lanes.map((lane) => keys.lane(lane));
    const reply = await deps.blocking.xreadgroup(
      "GROUP",
      WORKER_GROUP,
      consumer,
      "COUNT",
      1,
      "BLOCK",
      blockMs,
      "STREAMS",
      ...streams,
      ...streams.map(() => ">"),
    );
    const byStream = new Map(lanes.map((lane) => [keys.lane(lane), lane]));
    return parseStreams(reply).flatMap(([stream, entries]) =>
      toClaims(byStream.get(stream) ?? stream, entries),
    );
  }

  /** Takes over entries of one lane whose holder has not kept them alive for `minIdleMs`. */
  async function takeOver(lane: string, consumer: string, minIdleMs: number): Promise<Claim[]> {
    const reply = await withGroup(lane, () =>
      redis.xautoclaim(keys.lane(lane), WORKER_GROUP, consumer, minIdleMs, "0-0", "COUNT", 1),
    );
    const parsed = z
      .tuple([z.string(), z.array(StreamEntry)])
      .rest(z.unknown())
      .parse(reply);
    return toClaims(lane, parsed[1]);
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
      keys: eventKeys(claim.submissionId),
      args: [event.attempt, EVENT_TTL_SECONDS, JSON.stringify(event), keys.lane(claim.lane), claim.entry],
    });
  }

  /** After the verdict is committed: the terminal event, the acknowledgement and the removal, at once. */
  async function complete(submissionId: string, finished: SubmissionEvent, claim?: Claim): Promise<void> {
    await runScript(redis, COMPLETE, {
      keys: eventKeys(submissionId),
      args: [
        EVENT_TTL_SECONDS,
        JSON.stringify(finished),
        WORKER_GROUP,
        claim ? keys.lane(claim.lane) : "",
        claim?.entry ?? "",
      ],
    });
  }

  /** Drops an entry that leads nowhere (a duplicate, a deleted submission). */
  async function discard(claim: Claim): Promise<void> {
    await redis
      .multi()
      .xack(keys.lane(claim.lane), WORKER_GROUP, claim.entry)
      .xdel(keys.lane(claim.lane), claim.entry)
      .exec();
  }

  /** Keeps what was given up where an admin can see it. */
  async function bury(claim: Claim, why: string): Promise<void> {
    await redis.xadd(
      keys.deadLetters(),
      "*",
      "v",
      "1",
      "id",
      claim.submissionId,
      "lane",
      claim.lane,
      "why",
      why,
    );
  }

  /** Whether the job's own entry is in its stream; the reconciler asks this before it adds one. */
  async function hasEntry(submissionId: string): Promise<boolean> {
    const [stream, entry] = await redis.hmget(keys.job(submissionId), "stream", "entry");
    if (!stream || !entry) return false;
    return (await redis.xrange(stream, entry, entry)).length > 0;
  }

  /** How many wait ahead of a job that was not yet claimed; null when its entry is unknown or claimed. */
  async function position(submissionId: string): Promise<number | null> {
    const [stream, entry] = await redis.hmget(keys.job(submissionId), "stream", "entry");
    if (!stream || !entry) return null;
    const [ahead, pending] = await Promise.all([
      redis.xrange(stream, "-", `(${entry}`, "COUNT", 1_000),
      redis.xpending(stream, WORKER_GROUP),
    ]);
    const held = typeof pending[0] === "number" ? pending[0] : 0;
    return Math.max(0, ahead.length - held);
  }

  async function laneFacts(lane: string): Promise<LaneFacts> {
    const [length, pending, first] = await Promise.all([
      redis.xlen(keys.lane(lane)),
      withGroup(lane, () => redis.xpending(keys.lane(lane), WORKER_GROUP)),
      redis.xrange(keys.lane(lane), "-", "+", "COUNT", 1),
    ]);
    const held = typeof pending[0] === "number" ? pending[0] : 0;
    const oldest = first[0]?.[0];
    return {
      depth: Math.max(0, length - held),
      oldestAgeMs: oldest === undefined ? null : Math.max(0, Date.now() - Number(oldest.split("-")[0])),
    };
  }

  /** The group is gone when Redis was emptied: make it again and go on. */
  async function withGroup<Reply>(lane: string, command: () => Promise<Reply>): Promise<Reply> {
    try {
      return await command();
    } catch (error) {
      if (!isMissingGroup(error)) throw error;
      await ensureGroup(lane);
      return command();
    }
  }

  return {
    ensureGroup,
    enqueue,
    claim,
    waitForJobs,
    takeOver,
    keepAlive,
    raiseAttempt,
    complete,
    discard,
    bury,
    hasEntry,
    position,
    laneFacts,
  };
}

export function isMissingGroup(error: unknown): boolean {
  return error instanceof Error && error.message.includes("NOGROUP");
}

const StreamEntry = z.tuple([z.string(), z.array(z.string()).nullable()]);
type StreamEntry = z.infer<typeof StreamEntry>;

function parseStreams(reply: unknown): [string, StreamEntry[]][] {
  if (reply === null) return [];
  return z.array(z.tuple([z.string(), z.array(StreamEntry)])).parse(reply);
}

function streamReplyToClaims(reply: unknown, lane: string): Claim[] {
  return parseStreams(reply).flatMap(([, entries]) => toClaims(lane, entries));
}

/** An entry that cannot be read gets an id that no submission has, so that the consumer discards it like any other. */
function toClaims(lane: string, entries: readonly StreamEntry[]): Claim[] {
  return entries.map(([entry, fields]) => {
    const parsed = JobEntry.safeParse(toRecord(fields ?? []));
    return { lane, entry, submissionId: parsed.success ? parsed.data.id : NIL_UUID };
  });
}

const NIL_UUID = "00000000-0000-0000-0000-000000000000";

function toRecord(fields: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {};
  for (let i = 0; i + 1 < fields.length; i += 2) record[fields[i] ?? ""] = fields[i + 1] ?? "";
  return record;
}
