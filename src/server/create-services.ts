import { createDatabase } from "#platform/database/create-database.ts";
import { createJudgingRepository } from "#platform/database/judging-repository.ts";
import { createProblemRepository } from "#platform/database/problem-repository.ts";
import { createSubmissionRepository } from "#platform/database/submission-repository.ts";
import type { GatewayEnv } from "#platform/env.ts";
import type { Logger } from "#platform/logger.ts";
import { createRedis } from "#platform/redis/create-redis.ts";
import { createEventLog } from "#platform/redis/event-log.ts";
import { createJobQueue } from "#platform/redis/job-queue.ts";
import { createKeys } from "#platform/redis/keys.ts";
import { createWakeups } from "#platform/redis/wakeups.ts";
import { createWorkerRegistry } from "#platform/redis/worker-registry.ts";
import { loadRuntimeCatalogue } from "#platform/runtimes/catalogue.ts";
import { DEFAULT_MAX_LIMITS } from "#contract/limits.ts";
import type { Services } from "./services.ts";

const MAX_CONNECTIONS = 10;

export type OwnedServices = Services & { close(): Promise<void> };

/** Opens the connections of one gateway. `close` ends them. */
export function createServices(env: GatewayEnv, logger: Logger): OwnedServices {
  const keys = createKeys(env.REDIS_PREFIX);
  const redis = createRedis({ url: env.REDIS_URL, purpose: "commands", logger });
  const subscriber = createRedis({ url: env.REDIS_URL, purpose: "subscriber", logger });
  const database = createDatabase({ url: env.DATABASE_URL, maxConnections: MAX_CONNECTIONS });
  return {
    logger,
    database,
    redis,
    submissions: createSubmissionRepository(database),
    judging: createJudgingRepository(database),
    problems: createProblemRepository(database),
    queue: createJobQueue({ redis, keys }),
    eventLog: createEventLog({ redis, keys }),
    wakeups: createWakeups({ subscriber, keys }),
    workers: createWorkerRegistry({ redis, keys }),
    catalogue: loadRuntimeCatalogue({ runtimesDir: env.RUNTIMES_DIR }),
    maxLimits: {
      ...DEFAULT_MAX_LIMITS,
      cpuMs: env.MAX_CPU_MS,
      wallMs: env.MAX_WALL_MS,
      memoryBytes: env.MAX_MEMORY_BYTES,
      outputBytes: env.MAX_OUTPUT_BYTES,
    },
    close: async () => {
      subscriber.disconnect();
      redis.disconnect();
      await database.$disconnect();
    },
  };
}
