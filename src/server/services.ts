import type { Logger } from "#platform/logger.ts";
import type { Database } from "#platform/database/create-database.ts";
import type { GatewayMetrics } from "#platform/metrics/gateway-metrics.ts";
import type { Routing } from "#platform/lanes.ts";
import type { JudgingRepository } from "#platform/database/judging-repository.ts";
import type { ProblemRepository } from "#platform/database/problem-repository.ts";
import type { PackageRepository } from "#platform/database/package-repository.ts";
import type { RecoveryRepository } from "#platform/database/recovery-repository.ts";
import type { SubmissionRepository } from "#platform/database/submission-repository.ts";
import type { RedisClient } from "#platform/redis/create-redis.ts";
import type { EventLog } from "#platform/redis/event-log.ts";
import type { DeadLetters } from "#platform/redis/dead-letters.ts";
import type { JobQueue } from "#platform/redis/job-queue.ts";
import type { AdmissionLimits, QueueFacts } from "#platform/redis/queue-facts.ts";
import type { Wakeups } from "#platform/redis/wakeups.ts";
import type { WorkerRegistry } from "#platform/redis/worker-registry.ts";
import type { RuntimeCatalogue } from "#platform/runtimes/catalogue.ts";
import type { MaxLimits } from "#contract/limits.ts";
import type { QueueWatch } from "./submissions/queue-watch.ts";

/** Everything the use cases work with. Made once in `main.ts`, handed down explicitly. */
export interface Services {
  readonly logger: Logger;
  readonly database: Database;
  readonly redis: RedisClient;
  readonly submissions: SubmissionRepository;
  readonly judging: JudgingRepository;
  readonly recovery: RecoveryRepository;
  readonly problems: ProblemRepository;
  readonly packages: PackageRepository;
  readonly queue: JobQueue;
  readonly queueFacts: QueueFacts;
  readonly queueWatch: QueueWatch;
  readonly deadLetters: DeadLetters;
  readonly routing: Routing;
  readonly admission: AdmissionLimits;
  readonly eventLog: EventLog;
  readonly wakeups: Wakeups;
  readonly workers: WorkerRegistry;
  readonly catalogue: RuntimeCatalogue;
  readonly maxLimits: MaxLimits;
  readonly packageMaxBytes: number;
  readonly metrics: GatewayMetrics;
}
