import { z } from "zod";
import type { QueueReason } from "#contract/event.ts";
import type { RedisClient } from "./create-redis.ts";
import { ADMIT, ANNOUNCE, FIND_LOST, LANE_FACTS, POSITION } from "./facts-scripts.ts";
import { EVENT_TTL_SECONDS } from "./job-queue.ts";
import { WORKER_GROUP, type Keys } from "./keys.ts";
import { splitQueuedEvent } from "./queued-event.ts";
import { runScript } from "./script.ts";

export type LaneFacts = { lane: string; depth: number; claimed: number; oldestAgeMs: number | null };

export type WaitingJob = { submissionId: string; lane: string; attempt: number; reason: QueueReason };

/** How many may wait, and how fast one user may add to them. */
export type AdmissionLimits = {
  laneMaxWaiting: number;
  userMaxPending: number;
  userRatePerMinute: number;
  userBurst: number;
};

/** Why a submission is not accepted now. `waitMs` is 0 where only others' progress can tell. */
export type Refusal = { why: "lane" | "pending" | "rate"; waitMs: number };

/** A reservation outlives the slowest insert by far. */
const RESERVATION_MS = 30_000;

const LaneFactsReply = z.array(z.tuple([z.number(), z.number(), z.string()]));
const AdmitReply = z.tuple([z.enum(["", "lane", "pending", "rate"]), z.number()]);

export type QueueFacts = ReturnType<typeof createQueueFacts>;

/** What gateways ask about the queue. Nothing here moves a job. */
export function createQueueFacts({ redis, keys }: { redis: RedisClient; keys: Keys }) {
  return {
    /** Reserves a place for a submission that is about to be written; answers why not when there is none. */
    async admit(
      submission: { id: string; userId: string; lane: string },
      limits: AdmissionLimits,
    ): Promise<Refusal | null> {
      const reply = await runScript(redis, ADMIT, {
        keys: [keys.turns(submission.lane), keys.pending(submission.userId), keys.rate(submission.userId)],
        args: [
          submission.id,
          limits.laneMaxWaiting,
          limits.userMaxPending,
          60_000 / limits.userRatePerMinute,
          limits.userBurst,
          RESERVATION_MS,
        ],
      });
      const [why, waitMs] = AdmitReply.parse(reply);
      return why === "" ? null : { why, waitMs };
    },

    /** Gives a reservation back that was not used. */
    async withdraw(submission: { id: string; userId: string }): Promise<void> {
      await redis.zrem(keys.pending(submission.userId), submission.id);
    },

    /** How many are ahead of a submission; null when it does not wait. */
    async position(submissionId: string): Promise<number | null> {
      const reply = await runScript(redis, POSITION, { keys: [keys.job(submissionId)], args: [] });
      return z.number().nullable().parse(reply);
    },

    /** Adds a `queued` event where position or reason have changed. Safe to call from every gateway at once. */
    async announce(jobs: readonly WaitingJob[]): Promise<void> {
      const at = new Date();
      await runScript(redis, ANNOUNCE, {
        keys: jobs.flatMap(({ submissionId: id }) => [keys.job(id), keys.events(id), keys.nudge(id)]),
        args: [
          EVENT_TTL_SECONDS,
          ...jobs.flatMap((job) => [job.attempt, job.reason, ...splitQueuedEvent({ ...job, at })]),
        ],
      });
    },

    /** Those of which the queue knows nothing, or only a hash that leads nowhere. */
    async findLost(submissionIds: readonly string[]): Promise<string[]> {
      if (submissionIds.length === 0) return [];
      const reply = await runScript(redis, FIND_LOST, {
        keys: submissionIds.map((id) => keys.job(id)),
        args: [WORKER_GROUP],
      });
      return z
        .array(z.number())
        .parse(reply)
        .map((number) => submissionIds[number - 1] ?? "");
    },

    async lanes(lanes: readonly string[]): Promise<LaneFacts[]> {
      const reply = await runScript(redis, LANE_FACTS, {
        keys: lanes.flatMap((lane) => [keys.lane(lane), keys.turns(lane)]),
        args: [WORKER_GROUP],
      });
      return LaneFactsReply.parse(reply).map(([depth, claimed, oldest], index) => ({
        lane: lanes[index] ?? "",
        depth,
        claimed,
        oldestAgeMs: oldest === "" ? null : Math.max(0, Date.now() - Number(oldest.split("-")[0])),
      }));
    },
  };
}
