import { randomBytes } from "node:crypto";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createEngineClient, signUp, type EngineClient } from "./client.ts";
import { createTestDatabase } from "./database.ts";
import { startProcess, type EngineProcess } from "./processes.ts";
import { seed } from "./seed.ts";
import type { TestServices } from "./services.ts";

/** A whole engine as users run it: real processes on real services, with a database and a Redis prefix of its own. */
export type TestEngine = {
  url: string;
  databaseUrl: string;
  redisPrefix: string;
  gateway: EngineProcess;
  startWorker: (environment?: Record<string, string>) => EngineProcess;
  /** The gateway answers, whether there are workers or not. */
  untilAnswering: () => Promise<void>;
  untilReady: () => Promise<void>;
  /** A new account, signed in, with a client of its own. */
  createUser: (name: string) => Promise<TestUser>;
  /** In good order, all there are. */
  stopWorkers: () => Promise<void>;
  stop: () => Promise<void>;
};

export type TestUser = EngineClient & { token: string; email: string; password: string };

const READY_TIMEOUT_MS = 90_000;
const POLL_MS = 100;

export async function startEngine(
  services: TestServices,
  options: { workers: number; port?: number; environment?: Record<string, string> } = { workers: 1 },
): Promise<TestEngine> {
  const database = await createTestDatabase(services.databaseUrl);
  await seed(database.url);
  const port = options.port ?? (await freePort());
  const redisPrefix = `test-${randomBytes(4).toString("hex")}:`;
  const environment = {
    DATABASE_URL: database.url,
    REDIS_URL: services.redisUrl,
    REDIS_PREFIX: redisPrefix,
    DOCKER_HOST: services.dockerHost === "" ? undefined : services.dockerHost,
    HOST: "127.0.0.1",
    PORT: String(port),
    AUTH_SECRET: randomBytes(24).toString("hex"),
    CLAIM_TIMEOUT_MS: "3000",
    ...options.environment,
  };
  const url = `http://127.0.0.1:${port}`;
  const gateway = startProcess("gateway", environment);
  const workers: EngineProcess[] = [];
  const clients: EngineClient[] = [];
  const startWorker = (changes: Record<string, string> = {}): EngineProcess => {
    const worker = startProcess("worker", { ...environment, ...changes });
    workers.push(worker);
    return worker;
  };
  for (let index = 0; index < options.workers; index += 1) startWorker();
  return {
    url,
    databaseUrl: database.url,
    redisPrefix,
    gateway,
    startWorker,
    untilAnswering: () => untilOk(`${url}/healthz`),
    untilReady: () => untilOk(`${url}/readyz`),
    createUser: async (name) => {
      const account = {
        name,
        email: `${name}-${randomBytes(4).toString("hex")}@example.com`,
        password: "a-password",
      };
      const token = await signUp(url, account);
      const client = createEngineClient({ url, token });
      clients.push(client);
      return { ...client, token, email: account.email, password: account.password };
    },
    stopWorkers: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
    stop: async () => {
      for (const client of clients) client.close();
      await Promise.all([...workers, gateway].map((process) => process.stop()));
      await database.drop();
    },
  };
}

async function untilOk(url: string): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const answer = await fetch(url).then(
      async (response) => ({ ok: response.ok, body: await response.text() }),
      (error: unknown) => ({ ok: false, body: String(error) }),
    );
    if (answer.ok) return;
    if (Date.now() > deadline) throw new Error(`The engine did not become ready: ${answer.body}`);
    await sleep(POLL_MS);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits for a condition of the outside world; fails with what it waited for. */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await sleep(POLL_MS / 2);
  }
}
