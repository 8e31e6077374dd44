import { WorkerStatus } from "#contract/system.ts";
import type { RedisClient } from "./create-redis.ts";
import type { Keys } from "./keys.ts";

/** A worker that has not been heard of for this long counts as gone. */
const WORKER_TTL_SECONDS = 10;
export const HEARTBEAT_INTERVAL_MS = 2_000;

export type WorkerRegistry = ReturnType<typeof createWorkerRegistry>;

/** Who is alive, what it serves and what it is doing, as the workers themselves report it. */
export function createWorkerRegistry({ redis, keys }: { redis: RedisClient; keys: Keys }) {
  return {
    async report(status: WorkerStatus): Promise<void> {
      await redis
        .multi()
        .set(keys.worker(status.id), JSON.stringify(status), "EX", WORKER_TTL_SECONDS)
        .sadd(keys.workers(), status.id)
        .exec();
    },

    async remove(workerId: string): Promise<void> {
      await redis.multi().del(keys.worker(workerId)).srem(keys.workers(), workerId).exec();
    },

    /** Live workers; forgets the ids of those that are gone. */
    async list(): Promise<WorkerStatus[]> {
      const ids = await redis.smembers(keys.workers());
      if (ids.length === 0) return [];
      const values = await redis.mget(ids.map((id) => keys.worker(id)));
      const gone = ids.filter((_, index) => values[index] === null);
      if (gone.length > 0) await redis.srem(keys.workers(), ...gone);
      return values.flatMap((value) => (value ? [WorkerStatus.parse(JSON.parse(value))] : []));
    },

    async isAlive(workerId: string): Promise<boolean> {
      return (await redis.exists(keys.worker(workerId))) === 1;
    },
  };
}
