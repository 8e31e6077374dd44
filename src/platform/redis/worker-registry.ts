import { WorkerStatus } from "#contract/system.ts";
import type { RedisClient } from "./create-redis.ts";
import type { Keys } from "./keys.ts";

/** A worker that has not been heard of for this long counts as gone. */
const WORKER_TTL_SECONDS = 10;
export const HEARTBEAT_INTERVAL_MS = 2_000;
const RECENT_MS = 1_000;

export type WorkerRegistry = ReturnType<typeof createWorkerRegistry>;

/** Who is alive, what it serves and what it is doing, as the workers themselves report it. */
export function createWorkerRegistry({ redis, keys }: { redis: RedisClient; keys: Keys }) {
  let cached: { workers: WorkerStatus[]; until: number } = { workers: [], until: 0 };

  /** Live workers; forgets the ids of those that are gone. */
  async function list(): Promise<WorkerStatus[]> {
    const ids = await redis.smembers(keys.workers());
    const values = ids.length === 0 ? [] : await redis.mget(ids.map((id) => keys.worker(id)));
    const gone = ids.filter((_, index) => values[index] === null);
    if (gone.length > 0) await redis.srem(keys.workers(), ...gone);
    const workers = values.flatMap((value) => (value ? [WorkerStatus.parse(JSON.parse(value))] : []));
    cached = { workers, until: Date.now() + RECENT_MS };
    return workers;
  }

  return {
    list,

    /** As `list`, but at most so old; for the hot path. */
    recent: async (): Promise<WorkerStatus[]> => (cached.until > Date.now() ? cached.workers : list()),

    /** Answers whether an admin wants this worker drained. */
    async report(status: WorkerStatus): Promise<boolean> {
      const replies = await redis
        .multi()
        .set(keys.worker(status.id), JSON.stringify(status), "EX", WORKER_TTL_SECONDS)
        .sadd(keys.workers(), status.id)
        .sismember(keys.drained(), status.id)
        .exec();
      return replies?.[2]?.[1] === 1;
    },

    /** Asks a worker to claim nothing more, or to claim again; it obeys with its next heartbeat. */
    async setDrained(workerId: string, isDrained: boolean): Promise<void> {
      if (isDrained) await redis.sadd(keys.drained(), workerId);
      else await redis.srem(keys.drained(), workerId);
    },

    /** The ids of the workers that were asked to claim nothing more, whether they have heard of it yet or not. */
    askedToDrain: (): Promise<string[]> => redis.smembers(keys.drained()),

    async remove(workerId: string): Promise<void> {
      await redis
        .multi()
        .del(keys.worker(workerId))
        .srem(keys.workers(), workerId)
        .srem(keys.drained(), workerId)
        .exec();
    },

    async isAlive(workerId: string): Promise<boolean> {
      return (await redis.exists(keys.worker(workerId))) === 1;
    },
  };
}
