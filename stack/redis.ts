import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { findExecutable } from "./command.ts";
import { portFor, readSecrets } from "./data-dir.ts";
import { childEnv } from "./env.ts";
import { Keeper } from "./keeper.ts";
import { ServiceProcess } from "./service-process.ts";
import { StackError } from "./stack-error.ts";

/** A private Redis: own port, password and folder, so it never meets one that the machine already runs. */

const READY_TIMEOUT_MS = 60_000;

export type PrivateRedis = { url: string; stop: () => Promise<void>; kill: () => void };

export type RedisOptions = {
  dataDir: string;
  durable: boolean;
  signal?: AbortSignal | undefined;
  /** For what people should know later on. */
  say: (line: string) => void;
};

export async function startRedis(options: RedisOptions): Promise<PrivateRedis> {
  const program = findExecutable("redis-server");
  if (program === null) {
    throw new StackError(
      "redis-server is not installed: run ./run.sh, which installs it, or set REDIS_URL to a Redis of your own.",
    );
  }
  const folder = join(options.dataDir, "redis");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { redisPassword: password } = readSecrets(options.dataDir);
  const port = await portFor(options.dataDir, "redis");
  const configFile = join(folder, "redis.conf");
  writeFileSync(configFile, configuration({ ...options, folder, port, password }), { mode: 0o600 });
  chmodSync(configFile, 0o600);
  const keeper = new Keeper({
    title: "Redis",
    start: ({ again }) =>
      new ServiceProcess({
        name: "redis",
        argv: [program, configFile],
        dataDir: options.dataDir,
        env: childEnv(),
        stopSignal: "SIGTERM",
        keepLog: again,
      }),
    untilReady: (service) => waitUntilReady(service, { port, password }, options.signal),
    stopTimeoutMs: 20_000,
    say: options.say,
  });
  await keeper.start();
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    stop: () => keeper.stop(),
    kill: () => keeper.kill(),
  };
}

/** Fails with a sentence when a Redis that was given cannot be used. */
export async function checkRedis(url: string): Promise<void> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 10_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason = "";
  client.on("error", (error) => (reason = error.message));
  try {
    await client.connect();
    await client.ping();
  } catch (cause) {
    reason ||= cause instanceof Error ? cause.message : String(cause);
    throw new StackError(`The Redis at ${new URL(url).host} (REDIS_URL) cannot be used: ${reason}.`, {
      cause,
    });
  } finally {
    client.disconnect();
  }
}

function configuration(options: RedisOptions & { folder: string; port: number; password: string }): string {
  return [
    "bind 127.0.0.1",
    `port ${options.port}`,
    `requirepass ${options.password}`,
    `dir "${options.folder}"`,
    `appendonly ${options.durable ? "yes" : "no"}`,
    "appendfsync everysec",
    'save ""',
    // A full Redis must refuse a job rather than forget one.
    "maxmemory-policy noeviction",
    "daemonize no",
    "",
  ].join("\n");
}

async function waitUntilReady(
  service: ServiceProcess,
  server: { port: number; password: string },
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    signal?.throwIfAborted();
    if (service.endedAs !== null)
      throw new StackError(`Redis ${service.endedAs}.`, { details: service.logTail() });
    if (await answersPing(server)) return;
    if (Date.now() > deadline)
      throw new StackError("Redis did not get ready within a minute.", { details: service.logTail() });
    await sleep(30);
  }
}

/** While it reads its log from disk, Redis answers LOADING instead of PONG. */
async function answersPing(server: { port: number; password: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port: server.port });
    let answer = "";
    const finish = (ready: boolean): void => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(2_000, () => finish(false));
    socket.on("error", () => finish(false));
    socket.on("close", () => finish(false));
    socket.on("connect", () => socket.write(`AUTH ${server.password}\r\nPING\r\n`));
    socket.on("data", (chunk) => {
      answer += chunk.toString("utf8");
      if (answer.includes("+PONG")) finish(true);
      else if (answer.split("\r\n").length > 2) finish(false);
    });
  });
}
