import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase } from "../src/platform/database/create-database.ts";
import { createLogger } from "../src/platform/logger.ts";
import { createRedis } from "../src/platform/redis/create-redis.ts";
import { createJobQueue } from "../src/platform/redis/job-queue.ts";
import { createKeys } from "../src/platform/redis/keys.ts";
import { startEngine, type TestEngine, type TestUser } from "../tests/support/engine.ts";
import type { TestServices } from "../tests/support/services.ts";
import { p50, p95, type Samples } from "./samples.ts";

/**
 * `npm run bench -- backlog`: what a long queue costs. The same figures with an empty queue and with BACKLOG
 * submissions of a hundred users waiting: creating one, asking for one with its position, the status of all lanes, the
 * memory of gateway and worker, and how fast one worker drains.
 */

const BACKLOG = 100_000;
const USERS = 100;
const ROUNDS = 200;
const DRAIN_MS = 15_000;
/** The reconciler has then looked at every row that waits, on this gateway: 10,000 every 5 s. */
const SETTLE_MS = 60_000;

const hello = { language: "python", source: "print('hello')" };

type Figures = { create: Samples; get: Samples; status: Samples; gatewayBytes: number };
type Drained = { perSecond: number; workerBytes: number };

export async function benchBacklog(services: TestServices): Promise<void> {
  const engine = await startEngine(services, {
    workers: 0,
    environment: {
      LOG_LEVEL: "error",
      LANE_MAX_WAITING: String(10 * BACKLOG),
      USER_MAX_PENDING: String(BACKLOG),
      USER_RATE_PER_MINUTE: "1000000",
      USER_BURST: "1000000",
    },
  });
  try {
    await engine.untilAnswering();
    const user = await engine.createUser("bench");
    const emptyDrained = await drain(engine, user, { fill: 2_000, services });
    const empty = await measure(engine, user);
    await cancelAll(engine);
    await fill(engine, services, BACKLOG);
    await sleep(SETTLE_MS);
    const full = await measure(engine, user);
    const fullDrained = await drain(engine, user, { fill: 0, services });
    report({ ...empty, ...emptyDrained }, { ...full, ...fullDrained });
  } finally {
    await engine.stop();
  }
}

async function measure(engine: TestEngine, { trpc }: TestUser): Promise<Figures> {
  const ids: string[] = [];
  const create = await timed(async () => {
    ids.push((await trpc.submission.create.mutate(hello)).id);
  });
  const get = await timed(async (round) => {
    await trpc.submission.get.query({ id: ids[round] ?? "" });
  });
  const status = await timed(async () => {
    await trpc.system.status.query();
  });
  return { create, get, status, gatewayBytes: residentBytes(engine.gateway.pid) };
}

async function timed(work: (round: number) => Promise<void>): Promise<Samples> {
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begin = performance.now();
    await work(round);
    samples.push(performance.now() - begin);
  }
  return samples;
}

/** How many one worker judges in a while, and how much memory it has afterwards. */
async function drain(
  engine: TestEngine,
  { trpc }: TestUser,
  { fill: count, services }: { fill: number; services: TestServices },
): Promise<Drained> {
  if (count > 0) await fill(engine, services, count);
  const waiting = async (): Promise<number> => {
    const { lanes } = await trpc.system.status.query();
    return lanes.reduce((sum, { depth }) => sum + depth, 0);
  };
  const worker = engine.startWorker();
  await engine.untilReady();
  const before = await waiting();
  await sleep(DRAIN_MS);
  const after = await waiting();
  const workerBytes = residentBytes(worker.pid);
  await worker.stop();
  return { perSecond: (before - after) / (DRAIN_MS / 1_000), workerBytes };
}

/** Rows and entries as gateways would have made them, without the HTTP requests. */
async function fill(engine: TestEngine, services: TestServices, count: number): Promise<void> {
  const database = createDatabase({ url: engine.databaseUrl, maxConnections: 1 });
  const logger = createLogger({ name: "bench", level: "warn" });
  const redis = createRedis({ url: services.redisUrl, purpose: "commands", logger });
  const queue = createJobQueue({ redis, keys: createKeys(engine.redisPrefix) });
  await database.$executeRaw`
    INSERT INTO "user" (id, name, email, updated_at)
    SELECT 'bench-' || n, 'Bench', 'bench-' || n || '@example.com', now() FROM generate_series(0, ${USERS - 1}::int) AS n
    ON CONFLICT DO NOTHING`;
  const rows = await database.$queryRaw<{ id: string; user_id: string }[]>`
    WITH created AS (
      INSERT INTO submission (id, user_id, language, limits, checker, request_hash, lane, test_count)
      SELECT gen_random_uuid(), 'bench-' || n % ${USERS}::int, 'python', model.limits, model.checker, 'bench',
        'interactive', 1
      FROM generate_series(1, ${count}::int) AS n,
        (SELECT '{"cpuMs":2000,"wallMs":5000,"memoryBytes":268435456,"outputBytes":16777216,"processes":64,
          "stackBytes":67108864,"fileBytes":67108864,"openFiles":256}'::jsonb AS limits,
          '{"kind":"token"}'::jsonb AS checker) AS model
      RETURNING id, user_id
    ), files AS (
      INSERT INTO submission_file (submission_id, index, name, content)
      SELECT id, 0, 'main.py', 'print(1)'::bytea FROM created
    ), tests AS (
      INSERT INTO inline_test (submission_id, index, name, stdin) SELECT id, 0, 'run', ''::bytea FROM created
    )
    SELECT id::text, user_id FROM created`;
  const at = new Date();
  for (let from = 0; from < rows.length; from += 500) {
    await Promise.all(
      rows
        .slice(from, from + 500)
        .map(({ id, user_id: userId }) =>
          queue.enqueue({ submissionId: id, userId, lane: "interactive", attempt: 1, at, reason: "backlog" }),
        ),
    );
  }
  redis.disconnect();
  await database.$disconnect();
}

/** Ends what waits in the record; the entries are found final by whoever claims them. */
async function cancelAll(engine: TestEngine): Promise<void> {
  const database = createDatabase({ url: engine.databaseUrl, maxConnections: 1 });
  await database.$executeRaw`
    UPDATE submission SET status = 'done', verdict = 'CANCELLED', finished_at = now() WHERE status <> 'done'`;
  await database.$disconnect();
}

function residentBytes(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(match?.[1] ?? Number.NaN) * 1024;
}

function report(empty: Figures & Drained, full: Figures & Drained): void {
  const line = (name: string, unit: string, [before, after]: [number, number]): void =>
    console.log(
      `  ${name.padEnd(30)} ${before.toFixed(1).padStart(9)} ${after.toFixed(1).padStart(9)} ${unit.padEnd(5)}` +
        ` ${(after / before).toFixed(2)} ×`,
    );
  const times = (name: string, [before, after]: [Samples, Samples]): void => {
    line(`${name} p50`, "ms", [p50(before), p50(after)]);
    line(`${name} p95`, "ms", [p95(before), p95(after)]);
  };
  const mib = 1024 * 1024;
  console.log(`\nWaiting${" ".repeat(26)}nearly none   ${BACKLOG.toLocaleString("en")}`);
  times("submission.create", [empty.create, full.create]);
  times("submission.get", [empty.get, full.get]);
  times("system.status", [empty.status, full.status]);
  line("gateway, resident", "MiB", [empty.gatewayBytes / mib, full.gatewayBytes / mib]);
  line("worker, resident", "MiB", [empty.workerBytes / mib, full.workerBytes / mib]);
  line("one worker drains", "/s", [empty.perSecond, full.perSecond]);
}
