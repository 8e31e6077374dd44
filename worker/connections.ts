import { createDatabase } from "#platform/database/create-database.ts";
import { createJudgingRepository } from "#platform/database/judging-repository.ts";
import type { WorkerEnv } from "#platform/env.ts";
import type { Logger } from "#platform/logger.ts";
import { createDeadLetters } from "#platform/redis/dead-letters.ts";
import { createEventLog } from "#platform/redis/event-log.ts";
import { createJobQueue } from "#platform/redis/job-queue.ts";
import { createKeys } from "#platform/redis/keys.ts";
import { createRedis, type RedisPurpose } from "#platform/redis/create-redis.ts";
import { createWorkerRegistry } from "#platform/redis/worker-registry.ts";

export type Connections = ReturnType<typeof openConnections>;

/** Everything a worker has outside of this machine's Docker: one Redis, by three connections, and one Postgres. */
export function openConnections(env: WorkerEnv, { slots, logger }: { slots: number; logger: Logger }) {
  const open = (purpose: RedisPurpose) => createRedis({ url: env.REDIS_URL, purpose, logger });
  const keys = createKeys(env.REDIS_PREFIX);
  const redis = open("commands");
  const blocking = open("blocking");
  const subscriber = open("subscriber");
  const database = createDatabase({ url: env.DATABASE_URL, maxConnections: slots + 2 });
  return {
    keys,
    subscriber,
    judging: createJudgingRepository(database),
    queue: createJobQueue({ redis, blocking, keys }),
    deadLetters: createDeadLetters({ redis, keys }),
    eventLog: createEventLog({ redis, keys }),
    registry: createWorkerRegistry({ redis, keys }),
    close: async (): Promise<void> => {
      for (const client of [redis, blocking, subscriber]) client.disconnect();
      await database.$disconnect();
    },
  };
}
