import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { Pool } from "pg";
import { inject } from "vitest";
import { docker } from "../../../stack/docker.ts";
import { createKeys, type Keys } from "../../../src/platform/redis/keys.ts";
import { SEEDED_ACCOUNTS } from "../../../src/platform/seeded-accounts.ts";
import { createEngineClient, signIn, type EngineClient } from "../client.ts";
import { containersOf } from "../containers.ts";
import { createTestDatabase } from "../database.ts";
import { freePort, until } from "../engine.ts";
import { startProcess, type EngineProcess } from "../processes.ts";
import type { FaultServices } from "./setup.ts";

type Environment = Readonly<Record<string, string>>;

export type Gateway = EngineProcess & { url: string };
export type Worker = EngineProcess & { id: string };

/** Several gateways and workers on one database and one Redis prefix, each started, killed and looked at by itself. */
export type Cluster = {
  services: FaultServices;
  databaseUrl: string;
  redisPrefix: string;
  keys: Keys;
  /** Past everything the tests put in between. */
  redis: Redis;
  sql: <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>;
  /** Does not wait until it answers. */
  startGateway: (changes?: Environment & { PORT?: string }) => Promise<Gateway>;
  startWorker: (changes?: Environment) => Worker;
  /** Signs a seeded account in, with a client that talks to this gateway alone. */
  connect: (gateway: Gateway, account?: "admin" | "user") => Promise<EngineClient>;
  stop: () => Promise<void>;
};

export async function startCluster(environment: Environment = {}): Promise<Cluster> {
  const services = inject("faults");
  const database = await createTestDatabase(services.databaseUrl);
  const redisPrefix = `faults-${randomBytes(4).toString("hex")}:`;
  const shared: Environment = {
    DATABASE_URL: database.url,
    REDIS_URL: services.redisUrl,
    REDIS_PREFIX: redisPrefix,
    DOCKER_HOST: services.dockerHost,
    RUNTIMES_DIR: services.runtimesDir,
    HOST: "127.0.0.1",
    AUTH_SECRET: randomBytes(24).toString("hex"),
    CLAIM_TIMEOUT_MS: "2000",
    WORKER_SLOTS: "1",
    ...environment,
  };
  const pool = new Pool({ connectionString: database.url, max: 4 });
  // Postgres is killed on purpose in some tests; the next query connects again.
  pool.on("error", () => undefined);
  const redis = new Redis(services.redisUrl, { maxRetriesPerRequest: null });
  redis.on("error", () => undefined);
  const processes: EngineProcess[] = [];
  const workerIds: string[] = [];
  const clients: EngineClient[] = [];
  return {
    services,
    databaseUrl: database.url,
    redisPrefix,
    keys: createKeys(redisPrefix),
    redis,
    sql: async <Row extends object>(text: string, values: unknown[] = []) =>
      (await pool.query<Row>(text, values)).rows,
    startGateway: async (changes = {}) => {
      const port = changes.PORT ?? String(await freePort());
      const process = startProcess("gateway", { ...shared, ...changes, PORT: port });
      processes.push(process);
      return { ...process, url: `http://127.0.0.1:${port}` };
    },
    startWorker: (changes = {}) => {
      const id = changes["WORKER_ID"] ?? `w-${randomBytes(4).toString("hex")}`;
      const process = startProcess("worker", { ...shared, ...changes, WORKER_ID: id });
      processes.push(process);
      workerIds.push(id);
      return { ...process, id };
    },
    connect: async (gateway, account = "admin") => {
      await untilAnswering(gateway);
      const token = await signIn(gateway.url, accountOf(account));
      const client = createEngineClient({ url: gateway.url, token });
      clients.push(client);
      return client;
    },
    stop: async () => {
      for (const client of clients) client.close();
      await Promise.all(processes.map((process) => process.stop()));
      // A killed worker's are removed by the next one's janitor, if that lives long enough to believe in its death.
      const dockerHost = shared["DOCKER_HOST"] ?? "";
      for (const id of workerIds) {
        const left = await containersOf(id, dockerHost);
        if (left.length > 0) await docker(dockerHost, ["rm", "--force", ...left]);
      }
      redis.disconnect();
      await pool.end();
      await database.drop();
    },
  };
}

export function untilAnswering({ url }: Gateway): Promise<void> {
  return until(`${url} answers`, () =>
    fetch(`${url}/healthz`).then(
      (response) => response.ok,
      () => false,
    ),
  );
}

function accountOf(role: "admin" | "user"): { email: string; password: string } {
  const account = SEEDED_ACCOUNTS.find((one) => one.role === role);
  if (!account) throw new Error(`No ${role} is seeded`);
  return account;
}
