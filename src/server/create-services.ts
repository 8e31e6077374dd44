import { createDatabase } from "#platform/database/create-database.ts";
import { createJudgingRepository } from "#platform/database/judging-repository.ts";
import { createPackageRepository } from "#platform/database/package-repository.ts";
import { createProblemRepository } from "#platform/database/problem-repository.ts";
import { createRecoveryRepository } from "#platform/database/recovery-repository.ts";
import { createSubmissionRepository } from "#platform/database/submission-repository.ts";
import type { GatewayEnv } from "#platform/env.ts";
import type { Logger } from "#platform/logger.ts";
import { createGatewayMetrics } from "#platform/metrics/gateway-metrics.ts";
import { maxLimitsFrom } from "#platform/max-limits.ts";
import { createRedis } from "#platform/redis/create-redis.ts";
import { createDeadLetters } from "#platform/redis/dead-letters.ts";
import { createEventLog } from "#platform/redis/event-log.ts";
import { createJobQueue } from "#platform/redis/job-queue.ts";
import { createKeys } from "#platform/redis/keys.ts";
import { createQueueFacts } from "#platform/redis/queue-facts.ts";
import { createWakeups } from "#platform/redis/wakeups.ts";
import { createWorkerRegistry } from "#platform/redis/worker-registry.ts";
import { loadRuntimeCatalogue } from "#platform/runtimes/catalogue.ts";
import type { Services } from "./services.ts";
import { createQueueWatch } from "./submissions/queue-watch.ts";

const MAX_CONNECTIONS = 10;

export type OwnedServices = Services & { close(): Promise<void> };

/** Opens the connections of one gateway. `close` ends them. */
export function createServices(env: GatewayEnv, logger: Logger): OwnedServices {
  const keys = createKeys(env.REDIS_PREFIX);
  const redis = createRedis({ url: env.REDIS_URL, purpose: "commands", logger });
  const subscriber = createRedis({ url: env.REDIS_URL, purpose: "subscriber", logger });
  const database = createDatabase({ url: env.DATABASE_URL, maxConnections: MAX_CONNECTIONS });
  const queueFacts = createQueueFacts({ redis, keys });
  const workers = createWorkerRegistry({ redis, keys });
  const queueWatch = createQueueWatch({ queueFacts, workers, logger });
  return {
    logger,
    database,
    redis,
    submissions: createSubmissionRepository(database),
    judging: createJudgingRepository(database),
    recovery: createRecoveryRepository(database),
    problems: createProblemRepository(database),
    packages: createPackageRepository(database),
    queue: createJobQueue({ redis, keys }),
    queueFacts,
    queueWatch,
    deadLetters: createDeadLetters({ redis, keys }),
    routing: env.LANE_ROUTES,
    admission: {
      laneMaxWaiting: env.LANE_MAX_WAITING,
      userMaxPending: env.USER_MAX_PENDING,
      userRatePerMinute: env.USER_RATE_PER_MINUTE,
      userBurst: env.USER_BURST,
    },
    eventLog: createEventLog({ redis, keys }),
    wakeups: createWakeups({ subscriber, keys }),
    workers,
    catalogue: loadRuntimeCatalogue({ runtimesDir: env.RUNTIMES_DIR }),
    maxLimits: maxLimitsFrom(env),
    packageMaxBytes: env.PACKAGE_MAX_BYTES,
    metrics: createGatewayMetrics(),
    close: async () => {
      queueWatch.stop();
      subscriber.disconnect();
      redis.disconnect();
      await database.$disconnect();
    },
  };
}
