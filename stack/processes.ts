import { createHash } from "node:crypto";
import { readSync, openSync, closeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { docker } from "./docker.ts";
import { readSecrets } from "./data-dir.ts";
import { childEnv, PROJECT_ROOT, type StackEnv } from "./env.ts";
import { Keeper } from "./keeper.ts";
import { ServiceProcess } from "./service-process.ts";
import type { Services } from "./services.ts";
import { StackError } from "./stack-error.ts";
import type { Steps } from "./steps.ts";

/** The engine's own two processes, kept running on the services given. */

export type ProcessesOptions = {
  env: StackEnv;
  services: Services;
  steps: Steps;
  signal: AbortSignal;
  /** Run the sources as they are, tell their output, and start again when they change. */
  development: boolean;
};

export type Processes = { stop: () => Promise<void>; kill: () => Promise<void> };

type Program = "gateway" | "worker";

/** Both drain for up to ten seconds before they end. */
const STOP_TIMEOUT_MS = 25_000;
const READY_TIMEOUT_MS = 120_000;
/** Ending this often before it was ever ready is not bad luck. */
const GIVE_UP_AFTER = 3;

export function startProcesses(options: ProcessesOptions): Processes & { untilReady: () => Promise<void> } {
  const keepers = { gateway: keeperOf("gateway", options), worker: keeperOf("worker", options) };
  const all = Object.values(keepers);
  const started = Promise.all(all.map((keeper) => keeper.start()));
  return {
    untilReady: async () => {
      await started;
      await waitUntilReady(options, keepers);
    },
    stop: async () => {
      await Promise.all(all.map((keeper) => keeper.stop()));
      await removeContainers(options);
    },
    kill: async () => {
      for (const keeper of all) keeper.kill();
      await removeContainers(options);
    },
  };
}

function keeperOf(program: Program, options: ProcessesOptions): Keeper {
  const { env, steps, signal, development } = options;
  return new Keeper({
    title: program === "gateway" ? "The gateway" : "The worker",
    start: ({ again }) => {
      const service = new ServiceProcess({
        name: program,
        argv: [process.execPath, ...(development ? sourceOf(program) : [join("dist", `${program}.mjs`)])],
        cwd: PROJECT_ROOT,
        dataDir: env.dataDir,
        env: environmentOf(program, options),
        stopSignal: "SIGTERM",
        keepLog: again,
      });
      if (development && !again)
        void tellLog(service.logFile, { signal, tell: (line) => steps.say(`${program} │ ${line}`) });
      return service;
    },
    untilReady: async () => undefined,
    stopTimeoutMs: STOP_TIMEOUT_MS,
    say: (line) => steps.say(line),
  });
}

/** Next.js watches its pages by itself; the worker has no state worth keeping. */
function sourceOf(program: Program): string[] {
  return program === "gateway"
    ? ["--import", "tsx", "src/server/main.ts"]
    : ["--watch", "--watch-preserve-output", "--import", "tsx", "worker/main.ts"];
}

function environmentOf(program: Program, options: ProcessesOptions): NodeJS.ProcessEnv {
  const { env, services } = options;
  const common = {
    NODE_ENV: options.development ? "development" : "production",
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
  };
  if (program === "gateway") {
    return childEnv({
      ...common,
      NEXT_TELEMETRY_DISABLED: "1",
      HOST: env.host,
      PORT: String(env.port),
      AUTH_SECRET: childEnv()["AUTH_SECRET"] ?? readSecrets(env.dataDir).authSecret,
      // It has no business with Docker.
      DOCKER_HOST: null,
    });
  }
  return childEnv({
    ...common,
    WORKER_SLOTS: String(env.workerSlots),
    WORKER_ID: workerId(env),
    DOCKER_HOST: services.dockerHost,
  });
}

/** The same at every start, so that a worker recognises what an earlier one that was killed has left in Docker. */
function workerId(env: StackEnv): string {
  return (
    childEnv()["WORKER_ID"] ?? `local-${createHash("sha256").update(env.dataDir).digest("hex").slice(0, 8)}`
  );
}

async function waitUntilReady(options: ProcessesOptions, keepers: Record<Program, Keeper>): Promise<void> {
  const url = `${addressOf(options.env)}/readyz`;
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    options.signal.throwIfAborted();
    const answer = await askReadiness(url, options.signal);
    if (answer === "ready") return;
    for (const [name, keeper] of Object.entries(keepers)) {
      if (keeper.endsInARow >= GIVE_UP_AFTER) {
        throw new StackError(`The ${name} does not start.`, { details: keeper.logTail() });
      }
    }
    if (Date.now() > deadline) {
      throw new StackError(
        `The engine did not get ready within ${READY_TIMEOUT_MS / 1000} s: ${answer}. The logs are in ${join(options.env.dataDir, "logs")}.`,
      );
    }
    await sleep(100, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** "ready", or what is missing as the gateway tells it. */
async function askReadiness(url: string, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) });
    const body: unknown = await response.json();
    if (response.status === 200) return "ready";
    const missing = typeof body === "object" && body !== null && "missing" in body ? body.missing : null;
    return Array.isArray(missing) && missing.length > 0
      ? missing.map(String).join(", ")
      : `it answers ${response.status}`;
  } catch {
    return "the gateway does not answer";
  }
}

/** Where people reach it from this machine. */
export function addressOf(env: StackEnv): string {
  const everywhere = env.host === "0.0.0.0" || env.host === "::";
  const host = everywhere ? "127.0.0.1" : env.host;
  return `http://${host.includes(":") ? `[${host}]` : host}:${env.port}`;
}

/** A worker removes its containers itself; this is for one that could not. An engine of our own removes all it has. */
async function removeContainers({ env, services }: ProcessesOptions): Promise<void> {
  if (services.ownDocker) return;
  const filter = ["--filter", `label=engine.worker-id=${workerId(env)}`];
  const list = await docker(services.dockerHost, ["ps", "--all", "--quiet", ...filter], {
    timeoutMs: 10_000,
  });
  const ids = list.stdout.split("\n").filter((id) => id !== "");
  if (ids.length > 0)
    await docker(services.dockerHost, ["rm", "--force", "--volumes", ...ids], { timeoutMs: 60_000 });
}

/** Tells what is added to a file, line by line, until aborted. */
async function tellLog(
  file: string,
  options: { signal: AbortSignal; tell: (line: string) => void },
): Promise<void> {
  const buffer = Buffer.alloc(64 * 1024);
  let position = 0;
  let rest = "";
  const descriptor = openSync(file, "r");
  while (!options.signal.aborted) {
    const count = readSync(descriptor, buffer, { position });
    position += count;
    const lines = (rest + buffer.toString("utf8", 0, count)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) options.tell(line);
    if (count === 0) await sleep(200, undefined, { signal: options.signal }).catch(() => undefined);
  }
  closeSync(descriptor);
}
