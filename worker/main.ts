import { createHash, randomBytes } from "node:crypto";
import type { Server } from "node:http";
import { availableParallelism, hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { WorkerStatus } from "#contract/system.ts";
import { readWorkerEnv, type WorkerEnv } from "#platform/env.ts";
import { createLogger, type Logger } from "#platform/logger.ts";
import { collectProcessMetrics } from "#platform/metrics/process-metrics.ts";
import { createWorkerMetrics, watchWorker, type WorkerMetrics } from "#platform/metrics/worker-metrics.ts";
import { HEARTBEAT_INTERVAL_MS } from "#platform/redis/worker-registry.ts";
import { loadRuntimeCatalogue, type RuntimeCatalogue } from "#platform/runtimes/catalogue.ts";
import { installShutdown } from "#platform/shutdown.ts";
import { startTracing } from "#platform/tracing/start-tracing.ts";
import { VERSION } from "#platform/version.ts";
import { listenForCancelled } from "./cancelled-listener.ts";
import { openConnections, type Connections } from "./connections.ts";
import { startConsumer, type Consumer } from "./consumer.ts";
import { createGate, type Gate } from "./gate.ts";
import { startHttpServer } from "./http-server.ts";
import { createCheckers } from "./judge/checker/checkers.ts";
import { processClaim } from "./process-claim.ts";
import { repeat } from "./repeat.ts";
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
  const worker = await createWorker(env, logger);
  const { sandbox, gate, connections } = worker;
  const http = await listen(env, worker.metrics, () =>
    worker.isReady() ? null : `the worker is ${gate.state}`,
  );
  const stopHeartbeat = await startHeartbeat(worker, logger);
  const janitor = repeat(() => sweepOrphans(worker), {
    intervalMs: JANITOR_INTERVAL_MS,
    logger,
    failure: "The janitor could not finish, it tries again",
  });
  const leave = async (): Promise<void> => {
    janitor.stop();
    stopHeartbeat();
    await connections.registry.remove(worker.id);
  };
  const disconnect = async (): Promise<void> => {
    http?.close();
    http?.closeAllConnections();
    await connections.close();
  };
  const { SHUTDOWN_GRACE_MS: graceMs } = env;
  installShutdown({
    logger,
    graceful: [
      {
        name: "finish what runs",
        timeoutMs: graceMs + 10_000,
        run: () => finishWithin(worker.consumer, graceMs),
      },
      { name: "containers", timeoutMs: 15_000, run: () => sandbox.close() },
      { name: "registry", timeoutMs: 2_000, run: leave },
      { name: "connections", timeoutMs: 2_000, run: disconnect },
      { name: "traces", timeoutMs: TRACES_TIMEOUT_MS, run: worker.stopTracing },
    ],
    forceful: [
      { name: "stop what runs", timeoutMs: 2_000, run: () => worker.consumer?.abort() },
      { name: "containers", timeoutMs: 10_000, run: () => sandbox.close() },
      { name: "registry", timeoutMs: 1_000, run: leave },
      { name: "connections", timeoutMs: 1_000, run: disconnect },
    ],
  });
  await untilUsable(sandbox, logger);
  await sandbox.start();
  startConsuming(worker, { env, logger });
  await connections.registry.report(describe(worker));
  logger.info({ workerId: worker.id, slots: worker.slots, lanes: worker.lanes }, "The worker is ready");
}

/** The parts of this worker. `consumer` comes last, when the containers are up. */
type Worker = {
  readonly id: string;
  readonly slots: number;
  readonly lanes: readonly string[];
  readonly startedAt: string;
  readonly connections: Connections;
  readonly catalogue: RuntimeCatalogue;
  readonly sandbox: DockerSandbox;
  readonly gate: Gate;
  readonly metrics: WorkerMetrics;
  readonly stopTracing: () => Promise<void>;
  readonly isReady: () => boolean;
  consumer: Consumer | null;
};

async function createWorker(env: WorkerEnv, logger: Logger): Promise<Worker> {
  const id = env.WORKER_ID ?? makeId();
  const slots = env.WORKER_SLOTS ?? availableParallelism();
  const stopTracing = await startTracing({ env, serviceName: "engine-worker", logger });
  const metrics = createWorkerMetrics();
  const catalogue = loadRuntimeCatalogue({ runtimesDir: env.RUNTIMES_DIR });
  const sandbox = createSandbox(env, { id, slots, catalogue, metrics, logger });
  const gate = createGate({ sandbox, logger });
  const worker: Worker = {
    id,
    slots,
    lanes: env.WORKER_LANES,
    startedAt: new Date().toISOString(),
    connections: openConnections(env, { slots, logger }),
    catalogue,
    sandbox,
    gate,
    metrics,
    stopTracing,
    isReady: () => worker.consumer !== null && gate.state === "ready",
    consumer: null,
  };
  collectProcessMetrics(metrics.registry);
  watchWorker(metrics, {
    containers: () => sandbox.containerCounts(),
    slots: () => ({ all: slots, busy: worker.consumer?.running.length ?? 0 }),
    isReady: worker.isReady,
  });
  return worker;
}

function makeId(): string {
  const host = hostname().replaceAll(/[^\w.-]/g, "-");
  return `${host.slice(0, 40)}-${randomBytes(4).toString("hex")}`;
}

function createSandbox(
  env: WorkerEnv,
  parts: Pick<Worker, "id" | "slots" | "catalogue" | "metrics"> & { logger: Logger },
): DockerSandbox {
  const { id, slots, catalogue, metrics, logger } = parts;
  return new DockerSandbox({
    catalogue,
    logger,
    workerId: id,
    slots,
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
}

function startConsuming(worker: Worker, { env, logger }: { env: WorkerEnv; logger: Logger }): void {
  const { id: workerId, connections, gate, sandbox, catalogue, metrics } = worker;
  const { queue, judging, deadLetters, eventLog, subscriber, keys } = connections;
  const tests = createTestCache(judging);
  const mayKeep = (): boolean => sandbox.describe().mode === "cells";
  const checkers = createCheckers({ sandbox, catalogue, maxIdle: worker.slots, mayKeep });
  const deps = {
    workerId,
    queue,
    deadLetters,
    eventLog,
    judging,
    sandbox,
    catalogue,
    tests,
    checkers,
    logger,
    metrics,
  };
  const consumer = startConsumer({
    workerId,
    lanes: worker.lanes,
    slotCount: worker.slots,
    claimTimeoutMs: env.CLAIM_TIMEOUT_MS,
    queue,
    judging,
    logger,
    mayClaim: () => gate.state === "ready",
    process: (delivery) => processClaim({ ...deps, onSandboxLost: gate.sandboxLost }, delivery),
  });
  worker.consumer = consumer;
  gate.opened();
  listenForCancelled({ subscriber, keys, onCancelled: consumer.cancel });
}

/** What it tells about itself with every heartbeat. */
function describe(worker: Worker): WorkerStatus {
  const { mode, reason, warm, versions } = worker.sandbox.describe();
  const running = worker.consumer?.running ?? [];
  return {
    id: worker.id,
    version: VERSION,
    startedAt: worker.startedAt,
    seenAt: new Date().toISOString(),
    slots: worker.slots,
    busy: running.length,
    running: [...running],
    state: worker.gate.state,
    lanes: [...worker.lanes],
    languages: worker.consumer ? { ...versions } : {},
    sandboxMode: mode,
    sandboxReason: reason,
    warm: { ...warm },
  };
}

/** The first one is awaited; what it hears back is whether an admin wants this worker drained. */
async function startHeartbeat(worker: Worker, logger: Logger): Promise<() => void> {
  const beat = async (): Promise<void> => {
    worker.gate.setDrained(await worker.connections.registry.report(describe(worker)));
  };
  await beat();
  const failure = "Cannot report to the registry, retrying";
  return repeat(beat, { intervalMs: HEARTBEAT_INTERVAL_MS, logger, failure }).stop;
}

/** Removes what dead workers left on this host. */
async function sweepOrphans({ sandbox, connections, gate }: Worker): Promise<void> {
  try {
    await sandbox.removeOrphans((id) => connections.registry.isAlive(id));
  } catch (error) {
    // While nothing is judged nobody else notices that Docker has gone away.
    gate.sandboxLost();
    throw error;
  }
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
