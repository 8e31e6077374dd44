import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createLogger } from "../../../src/platform/logger.ts";
import { createRedis } from "../../../src/platform/redis/create-redis.ts";
import { codeOf, collectEvents, createEngineClient } from "../../support/client.ts";
import { freePort, startEngine, until, type TestEngine } from "../../support/engine.ts";
import { scrape, type Samples } from "../../support/prometheus.ts";

/** What both processes of a real engine tell Prometheus after work whose outcome is known. */

const add = {
  language: "python",
  source: "print(sum(map(int, input().split())))",
  tests: [{ stdin: "1 2", expectedStdout: "3" }],
};
const wrong = { ...add, tests: [{ stdin: "2 2", expectedStdout: "5" }] };
const inC = { language: "c", source: "int main(){return 0;}" };

describe("an engine with one worker and a lane that nobody serves", () => {
  let engine: TestEngine;
  let workerUrl: string;
  const ofGateway = (): Promise<Samples> => scrape(engine.url);
  const ofWorker = (): Promise<Samples> => scrape(workerUrl, { authorization: "Bearer the-workers-token" });

  beforeAll(async () => {
    const environment = { LANE_ROUTES: "c:*:*=only-c", LANE_MAX_WAITING: "1", USER_MAX_PENDING: "1" };
    engine = await startEngine(inject("services"), { workers: 0, environment });
    const port = await freePort();
    workerUrl = `http://127.0.0.1:${port}`;
    const worker = { WORKER_METRICS_PORT: String(port), METRICS_TOKEN: "the-workers-token" };
    engine.startWorker({ ...worker, WORKER_SLOTS: "3", WORKER_LANES: "interactive,practice" });
    await engine.untilReady();
  });
  afterAll(() => engine.stop());

  test("counts verdicts, waits and containers where they happen", async () => {
    const before = await ofWorker();
    expect(before.value("engine_verdicts_total", { language: "python", verdict: "AC" })).toBeUndefined();
    const { trpc } = await engine.createUser("judged");
    for (const input of [add, add, wrong]) await trpc.submission.createAndWait.mutate(input);

    const worker = await ofWorker();
    expect(worker.value("engine_claims_total", { lane: "interactive" })).toBe(3);
    expect(worker.value("engine_verdicts_total", { language: "python", verdict: "AC" })).toBe(2);
    expect(worker.value("engine_verdicts_total", { language: "python", verdict: "WA" })).toBe(1);
    expect(worker.value("engine_queue_wait_seconds_count", { lane: "interactive" })).toBe(3);
    expect(worker.value("engine_judging_duration_seconds_count", { language: "python" })).toBe(3);
    const judged = worker.value("engine_judging_duration_seconds_sum", { language: "python" });
    const whole = worker.value("engine_create_to_verdict_seconds_sum", { lane: "interactive" });
    expect(judged).toBeGreaterThan(0);
    expect(whole).toBeGreaterThan(0);
    const java = { language: "java" };
    const starts = worker.value("engine_container_starts_total", { ...java, outcome: "started" });
    expect(starts).toBeGreaterThanOrEqual(worker.value("engine_containers", { ...java, state: "warm" }) ?? 0);
    expect(worker.value("engine_container_start_duration_seconds_count", java)).toBe(starts);
    expect(worker.value("engine_worker_slots", { kind: "all" })).toBe(3);
    expect(worker.value("engine_worker_ready")).toBe(1);
    expect(worker.names).toContain("process_cpu_seconds_total");

    const gateway = await ofGateway();
    expect(
      gateway.value("engine_submissions_accepted_total", { language: "python", lane: "interactive" }),
    ).toBe(3);
    const createAndWait = { procedure: "submission.createAndWait" };
    expect(gateway.value("engine_procedure_calls_total", { ...createAndWait, outcome: "ok" })).toBe(3);
    expect(gateway.value("engine_procedure_duration_seconds_count", createAndWait)).toBe(3);
    expect(gateway.value("engine_workers", { state: "ready" })).toBe(1);
    expect(gateway.value("engine_queue_lane_served", { lane: "interactive" })).toBe(1);
    expect(gateway.value("engine_store_up", { store: "postgres" })).toBe(1);
    expect(gateway.value("engine_store_up", { store: "redis" })).toBe(1);
    expect(gateway.names).toContain("nodejs_eventloop_lag_seconds");
  });

  test("tells which container is lent while a program runs", async () => {
    const { trpc } = await engine.createUser("sleeper");
    const source = "import time\ntime.sleep(30)\n";
    const { id } = await trpc.submission.create.mutate({ ...add, source, limits: { wallMs: 40_000 } });
    const leased = { language: "python", state: "leased" };
    await until(
      "its container is lent",
      async () => (await ofWorker()).value("engine_containers", leased) === 1,
    );
    expect((await ofWorker()).value("engine_worker_slots", { kind: "busy" })).toBe(1);
    expect((await ofGateway()).value("engine_queue_claimed", { lane: "interactive" })).toBe(1);
    await trpc.submission.cancel.mutate({ id });
    await until("it is back", async () => (await ofWorker()).value("engine_containers", leased) === 0);
  });

  test("tells what waits, what is refused and why, and what the reconciler brings back", async () => {
    const [first, second] = [await engine.createUser("first"), await engine.createUser("second")];
    await first.trpc.submission.create.mutate(inC);
    expect(await codeOf(first.trpc.submission.create.mutate(add))).toMatchObject({ code: "RATE_LIMITED" });
    expect(await codeOf(second.trpc.submission.create.mutate(inC))).toMatchObject({ code: "QUEUE_FULL" });
    const stranger = createEngineClient({ url: engine.url });
    expect(await codeOf(stranger.trpc.submission.create.mutate(inC))).toMatchObject({
      code: "UNAUTHENTICATED",
    });

    const gateway = await ofGateway();
    expect(gateway.value("engine_queue_waiting", { lane: "only-c" })).toBe(1);
    expect(gateway.value("engine_queue_oldest_age_seconds", { lane: "only-c" })).toBeGreaterThan(0);
    expect(gateway.value("engine_queue_lane_served", { lane: "only-c" })).toBe(0);
    expect(gateway.value("engine_queue_waiting", { lane: "interactive" })).toBe(0);
    const refused = "engine_submissions_refused_total";
    expect(gateway.value(refused, { code: "RATE_LIMITED", limit: "pending" })).toBe(1);
    expect(gateway.value(refused, { code: "QUEUE_FULL", limit: "lane" })).toBe(1);
    const create = { procedure: "submission.create" };
    for (const outcome of ["RATE_LIMITED", "QUEUE_FULL", "UNAUTHENTICATED"]) {
      expect(gateway.value("engine_procedure_calls_total", { ...create, outcome })).toBe(1);
    }
    expect(gateway.value("engine_http_requests_total", { route: "trpc", status: "4xx" })).toBe(2);
    expect(gateway.value("engine_http_requests_total", { route: "trpc", status: "5xx" })).toBe(1);

    await forgetQueue(engine);
    const restored = async (): Promise<number | undefined> =>
      (await ofGateway()).value("engine_reconciler_restored_total", { how: "enqueued" });
    await until("the reconciler found it", async () => (await restored()) === 1);
  });

  test("knows who listens, and how late they hear of what happens while they do", async () => {
    const listener = await engine.createUser("listener");
    const lag = async (): Promise<number> =>
      (await ofGateway()).value("engine_event_delivery_lag_seconds_count") ?? 0;
    const before = await lag();
    const source = "import time\ntime.sleep(1)\nprint(3)\n";
    const { id } = await listener.trpc.submission.create.mutate({ ...add, source });
    await collectEvents(listener.trpc, id);
    const live = await lag();
    expect(live).toBeGreaterThan(before);
    // Reading what is long past says nothing about how late we are.
    const replayed = await collectEvents(listener.trpc, id);
    expect(replayed.length).toBeGreaterThan(2);
    expect(await lag()).toBe(live);

    const sleeper = await listener.trpc.submission.create.mutate({
      ...add,
      source: "import time\ntime.sleep(30)\n",
      limits: { wallMs: 40_000 },
    });
    const followed = listener.trpc.submission.events.subscribe({ id: sleeper.id }, {});
    await until("it is followed", async () => (await ofGateway()).value("engine_subscriptions_open") === 1);
    expect((await ofGateway()).value("engine_sockets_open")).toBe(1);
    followed.unsubscribe();
    await until("nobody follows", async () => (await ofGateway()).value("engine_subscriptions_open") === 0);
    listener.close();
    await until("the socket is closed", async () => (await ofGateway()).value("engine_sockets_open") === 0);
    await listener.trpc.submission.cancel.mutate({ id: sleeper.id });
  });

  test("shows itself to this machine only, and never through a proxy", async () => {
    const status = async (headers: Record<string, string>): Promise<number> =>
      new Promise((resolve, reject) => {
        get(`${engine.url}/metrics`, { headers }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        }).on("error", reject);
      });
    expect(await status({})).toBe(200);
    expect(await status({ "x-forwarded-for": "127.0.0.1" })).toBe(404);
    expect(await status({ via: "1.1 proxy" })).toBe(404);
    expect(await status({ host: "rebound.example.com" })).toBe(404);
    expect((await fetch(`${workerUrl}/metrics`)).status).toBe(401);
    expect((await fetch(`${workerUrl}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${workerUrl}/readyz`)).json()).toEqual({ ready: true, missing: [] });
  });
});

test("a gateway behind a proxy asks for the token", async () => {
  const environment = { METRICS_TOKEN: "a-long-enough-token", PUBLIC_URL: "https://judge.example.com" };
  const engine = await startEngine(inject("services"), { workers: 0, environment });
  try {
    await engine.untilAnswering();
    expect((await fetch(`${engine.url}/metrics`)).status).toBe(404);
    const guess = { authorization: "Bearer a-long-enough-guess" };
    expect((await fetch(`${engine.url}/metrics`, { headers: guess })).status).toBe(404);
    const samples = await scrape(engine.url, { authorization: "Bearer a-long-enough-token" });
    expect(samples.value("engine_workers", { state: "ready" })).toBe(0);
  } finally {
    await engine.stop();
  }
});

/** What a restart of Redis without its files would do. */
async function forgetQueue({ redisPrefix }: TestEngine): Promise<void> {
  const { redisUrl } = inject("services");
  const logger = createLogger({ name: "test", level: "silent" });
  const redis = createRedis({ url: redisUrl, purpose: "commands", logger });
  const keys = await redis.keys(`${redisPrefix}*`);
  await redis.del(...keys.filter((key) => !key.includes("worker")));
  redis.disconnect();
}
