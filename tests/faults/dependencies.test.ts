import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createDatabase } from "../../src/platform/database/create-database.ts";
import { createJudgingRepository } from "../../src/platform/database/judging-repository.ts";
import { collectEvents, type EngineClient } from "../support/client.ts";
import { until } from "../support/engine.ts";
import {
  faultsOfStream,
  gapsIn,
  logOf,
  rowOf,
  untilNothingIsLeft,
  wrongResults,
} from "../support/faults/audit.ts";
import { startCluster, type Cluster, type Gateway, type Worker } from "../support/faults/cluster.ts";
import { isRunning } from "../support/faults/fleet.ts";
import { freezeStore, killStore, type StoreName } from "../support/faults/service-faults.ts";
import { SocketProxy } from "../support/socket-proxy.ts";

/** What the engine needs goes away for a while. Its processes stay, say what is missing, and go on by themselves. */

const PROGRAM = {
  language: "python",
  source: "import time\nprint(input(), flush=True)\ntime.sleep(0.5)\n",
  limits: { wallMs: 20_000 },
  tests: [0, 1, 2, 3].map((index) => ({ stdin: `${index}`, expectedStdout: `${index}` })),
};
/** Longer than any command waits for its answer. */
const FROZEN_MS = 7_000;
const READY_PATIENCE_MS = 10_000;

let docker: SocketProxy;
let cluster: Cluster;
let gateway: Gateway;
let worker: Worker;
let client: EngineClient;
beforeAll(async () => {
  docker = new SocketProxy(inject("faults").dockerHost);
  await docker.restore();
  cluster = await startCluster({ DOCKER_HOST: docker.host });
  gateway = await cluster.startGateway();
  worker = cluster.startWorker();
  client = await cluster.connect(gateway);
  await until("all is ready", async () => (await missing()).length === 0);
});
afterAll(async () => {
  await cluster.stop();
  await docker.close();
});

/** What `/readyz` says is missing. It has to answer whatever is away, and before whoever asks loses patience. */
async function missing(): Promise<string[]> {
  const response = await fetch(`${gateway.url}/readyz`, { signal: AbortSignal.timeout(READY_PATIENCE_MS) });
  return ((await response.json()) as { missing: string[] }).missing;
}

/** With one key until it is accepted. */
async function submit(): Promise<string> {
  const idempotencyKey = randomUUID();
  for (;;) {
    const created = await client.trpc.submission.create
      .mutate({ ...PROGRAM, idempotencyKey })
      .catch(() => null);
    if (created) return created.id;
    await sleep(500);
  }
}

function untilRunning(id: string): Promise<void> {
  return until("it runs", async () =>
    (await logOf(cluster, id)).some(({ event }) => event.type === "running"),
  );
}

/** How it ended, and what its follower may complain about. */
async function endOf(id: string, following: ReturnType<typeof collectEvents>) {
  const events = await following;
  const row = await rowOf(cluster, id);
  const faults = [...faultsOfStream(events, row), ...(await gapsIn(cluster, { id, events }))];
  return { verdict: row.verdict, failures: row.failures, faults };
}
const GOOD = { verdict: "AC", failures: 0, faults: [] };

async function areRunning(): Promise<boolean[]> {
  return Promise.all([gateway.pid, worker.pid].map(isRunning));
}

describe.each<{ store: StoreName; says: string }>([
  { store: "redis", says: "Redis does not answer" },
  { store: "postgres", says: "Postgres does not answer" },
])("$store", ({ store, says }) => {
  test("stops answering in the middle of a submission, and answers again", async () => {
    const running = await submit();
    const following = collectEvents(client.trpc, running);
    await untilRunning(running);
    const goOn = freezeStore(store);
    const frozen = sleep(FROZEN_MS);
    const during = submit();
    try {
      await until("readiness says so", async () => (await missing()).includes(says));
      await frozen;
    } finally {
      goOn();
    }
    await until("readiness is back", async () => (await missing()).length === 0);
    expect(await endOf(running, following)).toEqual(GOOD);
    const later = await during;
    expect(await endOf(later, collectEvents(client.trpc, later))).toEqual(GOOD);
    expect(await areRunning()).toEqual([true, true]);
  });

  test("is killed in the middle of a submission, and started again", async () => {
    const running = await submit();
    const following = collectEvents(client.trpc, running);
    await untilRunning(running);
    await killStore(store);
    const later = await submit();
    expect(await endOf(running, following)).toEqual(GOOD);
    expect(await endOf(later, collectEvents(client.trpc, later))).toEqual(GOOD);
    await until("readiness is back", async () => (await missing()).length === 0);
    expect(await areRunning()).toEqual([true, true]);
  });
});

test("Docker goes away in the middle of a submission, and comes back", async () => {
  const running = await submit();
  const following = collectEvents(client.trpc, running);
  await untilRunning(running);
  await docker.cut();
  await until("readiness says so", async () => (await missing()).includes("no worker is ready"));
  const waiting = await submit();
  expect(await rowOf(cluster, waiting)).toMatchObject({ status: "queued" });
  await docker.restore();
  await until("readiness is back", async () => (await missing()).length === 0);
  expect(await endOf(running, following)).toEqual(GOOD);
  expect(await endOf(waiting, collectEvents(client.trpc, waiting))).toEqual(GOOD);
  expect(await areRunning()).toEqual([true, true]);
});

test("Docker goes away while nothing is judged, and comes back", async () => {
  await docker.cut();
  await until("readiness says so", async () => (await missing()).includes("no worker is ready"));
  await docker.restore();
  await until("readiness is back", async () => (await missing()).length === 0);
  expect(await areRunning()).toEqual([true, true]);
});

test("a take-over survives a crash of Postgres: the fence depends on it", async () => {
  const database = createDatabase({ url: cluster.databaseUrl, maxConnections: 1 });
  const judging = createJudgingRepository(database);
  await worker.stop();
  const id = await submit();
  await judging.claim(id, "first");
  await judging.takeOver(id, "second", 3);
  await killStore("postgres");
  await until("Postgres answers", () =>
    rowOf(cluster, id).then(
      () => true,
      () => false,
    ),
  );
  expect(await rowOf(cluster, id)).toMatchObject({ status: "running", attempt: 2 });
  await database.$disconnect();
  await client.trpc.submission.cancel.mutate({ id });
});

test("afterwards nothing is left in Redis, and nothing is doubled", async () => {
  await untilNothingIsLeft(cluster);
  expect(await wrongResults(cluster)).toEqual([]);
});
