import { createHash, randomBytes } from "node:crypto";
import type { Server } from "node:http";
import { availableParallelism, hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { WorkerStatus } from "#contract/system.ts";
import { createDatabase } from "#platform/database/create-database.ts";
import { createJudgingRepository } from "#platform/database/judging-repository.ts";
import { readWorkerEnv, type WorkerEnv } from "#platform/env.ts";
import { createLogger, type Logger } from "#platform/logger.ts";
import { collectProcessMetrics } from "#platform/metrics/process-metrics.ts";
import { createWorkerMetrics, watchWorker, type WorkerMetrics } from "#platform/metrics/worker-metrics.ts";
import { createRedis } from "#platform/redis/create-redis.ts";
import { createDeadLetters } from "#platform/redis/dead-letters.ts";
import { createEventLog } from "#platform/redis/event-log.ts";
import { createJobQueue } from "#platform/redis/job-queue.ts";
import { createKeys } from "#platform/redis/keys.ts";
import { createWorkerRegistry, HEARTBEAT_INTERVAL_MS } from "#platform/redis/worker-registry.ts";
import { loadRuntimeCatalogue } from "#platform/runtimes/catalogue.ts";
import { installShutdown } from "#platform/shutdown.ts";
import { startTracing } from "#platform/tracing/start-tracing.ts";
import { VERSION } from "#platform/version.ts";
import { listenForCancelled } from "./cancelled-listener.ts";
import { startConsumer, type Consumer } from "./consumer.ts";
import { createGate } from "./gate.ts";
import { startHttpServer } from "./http-server.ts";
import { processClaim } from "./process-claim.ts";
import { DockerSandbox } from "./sandbox/docker-sandbox.ts";
import { createTestCache } from "./test-cache.ts";

const JANITOR_INTERVAL_MS = 5_000;
const DOCKER_RETRY_MS = 1_000;
const TRACES_TIMEOUT_MS = 5_000;

/**
 * The worker: claims jobs, judges them in containers, writes verdicts. Any number of them, on any number of machines.
 *
 * It shows itself in the registry before it makes its first container, because the janitor of another worker removes
 * the containers of workers it has not heard of; it counts as ready once it reports languages.
 */
async function main(env: WorkerEnv, logger: Logger): Promise<void> {
  const workerId =
    env.WORKER_ID ??
    `${hostname()
      .replaceAll(/[^\w.-]/g, "-")
      .slice(0, 40)}-${randomBytes(4).toString("hex")}`;
  const slotCount = env.WORKER_SLOTS ?? availableParallelism();
  const stopTracing = await startTracing({ env, serviceName: "engine-worker", logger });
  const metrics = createWorkerMetrics();
  const keys = createKeys(env.REDIS_PREFIX);
  const redis = createRedis({ url: env.REDIS_URL, purpose: "commands", logger });
  const blocking = createRedis({ url: env.REDIS_URL, purpose: "blocking", logger });
  const subscriber = createRedis({ url: env.REDIS_URL, purpose: "subscriber", logger });
  const database = createDatabase({ url: env.DATABASE_URL, maxConnections: slotCount + 2 });
  const judging = createJudgingRepository(database);
  const queue = createJobQueue({ redis, blocking, keys });
  const registry = createWorkerRegistry({ redis, keys });
  const catalogue = loadRuntimeCatalogue({ runtimesDir: env.RUNTIMES_DIR });
  const sandbox = new DockerSandbox({
    catalogue,
    logger,
    workerId,
    slots: slotCount,
    seccompProfilePath: env.SECCOMP_PROFILE,
    reuse: env.SANDBOX_REUSE,
    ...(env.SANDBOX_RUNTIME === undefined ? {} : { runtime: env.SANDBOX_RUNTIME }),
    pinCores: env.SANDBOX_PIN_CORES,
    uidBase: env.SANDBOX_UID_BASE,
    labelScope: scopeOf(env),
    onContainerStart: ({ language, ok, tookMs }) => {
      metrics.containerStarts.labels(language, ok ? "started" : "failed").inc();
      if (ok) metrics.containerStartSeconds.labels(language).observe(tookMs / 1_000);
    },
  });

  const startedAt = new Date().toISOString();
  let consumer: Consumer | null = null;
  const gate = createGate({ sandbox, logger });
  const isReady = (): boolean => consumer !== null && gate.state === "ready";
  collectProcessMetrics(metrics.registry);
  watchWorker(metrics, {
    containers: () => sandbox.containerCounts(),
    slots: () => ({ all: slotCount, busy: consumer?.running.length ?? 0 }),
    isReady,
  });
  const http = await listen(env, metrics, () => (isReady() ? null : `the worker is ${gate.state}`));
  const describe = (): WorkerStatus => {
    const { mode, reason, warm, versions } = sandbox.describe();
    return {
      id: workerId,
      version: VERSION,
      startedAt,
      seenAt: new Date().toISOString(),
      slots: slotCount,
      busy: consumer?.running.length ?? 0,
      running: [...(consumer?.running ?? [])],
      state: gate.state,
      lanes: [...env.WORKER_LANES],
      languages: consumer ? { ...versions } : {},
      sandboxMode: mode,
      sandboxReason: reason,
      warm: { ...warm },
    };
  };
  const heartbeat = startHeartbeat(async () => {
    gate.setDrained(await registry.report(describe()));
  }, logger);

  const janitor = startJanitor(async () => {
    try {
      await sandbox.removeOrphans((id) => registry.isAlive(id));
    } catch (error) {
      // While nothing is judged nobody else notices that Docker has gone away.
      gate.sandboxLost();
      throw error;
    }
  }, logger);
  const disconnect = async (): Promise<void> => {
    http?.close();
    http?.closeAllConnections();
    for (const client of [redis, blocking, subscriber]) client.disconnect();
    await database.$disconnect();
  };
  const leave = async (): Promise<void> => {
    janitor.stop();
    heartbeat.stop();
    await registry.remove(workerId);
  };
  installShutdown({
    logger,
    graceful: [
      {
        name: "finish what runs",
        timeoutMs: env.SHUTDOWN_GRACE_MS + 10_000,
        run: () => finishWithin(consumer, env.SHUTDOWN_GRACE_MS),
      },
      { name: "containers", timeoutMs: 15_000, run: () => sandbox.close() },
      { name: "registry", timeoutMs: 2_000, run: leave },
      { name: "connections", timeoutMs: 2_000, run: disconnect },
      { name: "traces", timeoutMs: TRACES_TIMEOUT_MS, run: stopTracing },
    ],
    forceful: [
      { name: "stop what runs", timeoutMs: 2_000, run: () => consumer?.abort() },
      { name: "containers", timeoutMs: 10_000, run: () => sandbox.close() },
      { name: "registry", timeoutMs: 1_000, run: leave },
      { name: "connections", timeoutMs: 1_000, run: disconnect },
    ],
  });

  await heartbeat.first;
  await untilUsable(sandbox, logger);
  await sandbox.start();
  janitor.start();
  const eventLog = createEventLog({ redis, keys });
  const tests = createTestCache(judging);
  const deadLetters = createDeadLetters({ redis, keys });
  const deps = {
    workerId,
    queue,
    deadLetters,
    eventLog,
    judging,
    sandbox,
    catalogue,
    tests,
    logger,
    metrics,
  };
  consumer = startConsumer({
    workerId,
    lanes: env.WORKER_LANES,
    slotCount,
    claimTimeoutMs: env.CLAIM_TIMEOUT_MS,
    queue,
    judging,
    logger,
    mayClaim: () => gate.state === "ready",
    process: (delivery) => processClaim({ ...deps, onSandboxLost: gate.sandboxLost }, delivery),
  });
  gate.opened();
  listenForCancelled({ subscriber, keys, onCancelled: consumer.cancel });
  await registry.report(describe());
  logger.info({ workerId, slots: slotCount, lanes: env.WORKER_LANES }, "The worker is ready");
}

/** Off unless the operator names a port. */
async function listen(
  env: WorkerEnv,
  metrics: WorkerMetrics,
  whyNotReady: () => string | null,
): Promise<Server | null> {
  const { HOST: host, WORKER_METRICS_PORT: port, METRICS_TOKEN: token } = env;
  return port === undefined ? null : startHttpServer({ host, port, token, metrics, whyNotReady });
}

/** Finishes running submissions within the grace period; what is left is killed and given back to other workers. */
async function finishWithin(consumer: Consumer | null, graceMs: number): Promise<void> {
  if (!consumer) return;
  const isDone = await Promise.race([consumer.stop().then(() => true), sleep(graceMs, false)]);
  if (!isDone) await consumer.abort();
}

/** Docker may come up after us, or be restarted just now: no reason to give up. */
async function untilUsable(sandbox: DockerSandbox, logger: Logger): Promise<void> {
  if (await sandbox.isUsable()) return;
  logger.warn({}, "Docker does not answer (is it running, and may this user use it?), waiting for it");
  while (!(await sandbox.isUsable())) await sleep(DOCKER_RETRY_MS);
}

function startHeartbeat(
  report: () => Promise<void>,
  logger: Logger,
): { first: Promise<void>; stop: () => void } {
  const first = report();
  const timer = setInterval(() => {
    report().catch((error: unknown) =>
      logger.warn({ err: error }, "Cannot report to the registry, retrying"),
    );
  }, HEARTBEAT_INTERVAL_MS);
  return { first, stop: () => clearInterval(timer) };
}

/** Removes what dead workers left on this host, now and again for as long as we live. */
function startJanitor(
  sweep: () => Promise<unknown>,
  logger: Logger,
): { start: () => void; stop: () => void } {
  const run = (): void => {
    sweep().catch((error: unknown) =>
      logger.warn({ err: error }, "The janitor could not finish, it tries again"),
    );
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    start: () => {
      run();
      timer = setInterval(run, JANITOR_INTERVAL_MS);
    },
    stop: () => clearInterval(timer),
  };
}

/** Workers of one engine share a scope of containers; engines beside each other on one host never touch each other's. */
function scopeOf(env: WorkerEnv): string {
  const { host, pathname } = new URL(env.REDIS_URL);
  return createHash("sha256").update(`${host}${pathname} ${env.REDIS_PREFIX}`).digest("hex").slice(0, 12);
}

const env = readWorkerEnv();
const logger = createLogger({ name: "worker", level: env.LOG_LEVEL });
main(env, logger).catch((error: unknown) => {
  logger.error({ err: error }, "The worker could not start");
  process.exitCode = 1;
  process.kill(process.pid, "SIGTERM");
});
