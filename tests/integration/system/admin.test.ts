import { TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { OwnedServices } from "../../../src/server/create-services.ts";
import type { AppRouter } from "../../../src/server/trpc/router.ts";
import { collectEvents, createEngineClient, signIn, type EngineClient } from "../../support/client.ts";
import { giveUp } from "../../support/dead-letter.ts";
import { startEngine, until, type TestEngine } from "../../support/engine.ts";
import { testResult } from "../../support/fixtures.ts";
import { openServices } from "../../support/open-services.ts";

/** What operators see and do, on a whole engine with a real worker. */

const WORKER_ID = "the-worker";
const LANE = "interactive";

let engine: TestEngine;
let stores: OwnedServices;
let admin: EngineClient;
let user: Awaited<ReturnType<TestEngine["createUser"]>>;
beforeAll(async () => {
  const { redisUrl } = inject("services");
  engine = await startEngine(inject("services"), { workers: 0 });
  engine.startWorker({ WORKER_ID, WORKER_LANES: "interactive,practice" });
  stores = openServices({ ...engine, redisUrl });
  await engine.untilReady();
  const token = await signIn(engine.url, { email: "admin@example.com", password: "admin-password" });
  admin = createEngineClient({ url: engine.url, token });
  user = await engine.createUser("user");
});
afterAll(async () => {
  admin.close();
  await stores.close();
  await engine.stop();
});

const add = {
  language: "python",
  source: "print(sum(map(int, input().split())))",
  tests: [{ stdin: "1 2", expectedStdout: "3" }],
};

async function workerIs(state: string): Promise<void> {
  await until(`the worker is ${state}`, async () => {
    const { workers } = await admin.trpc.admin.overview.query();
    return workers.some((worker) => worker.id === WORKER_ID && worker.state === state);
  });
}

async function drained(work: () => Promise<void>): Promise<void> {
  await admin.trpc.admin.drainWorker.mutate({ workerId: WORKER_ID });
  await workerIs("drained");
  try {
    await work();
  } finally {
    await admin.trpc.admin.resumeWorker.mutate({ workerId: WORKER_ID });
    await workerIs("ready");
  }
}

async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error;
    const { data }: TRPCClientError<AppRouter> = error;
    return data?.appCode;
  }
  throw new Error("The call was expected to be refused");
}

describe("admins only", () => {
  const calls = (({ trpc }: EngineClient) => ({
    overview: () => trpc.admin.overview.query(),
    drainWorker: () => trpc.admin.drainWorker.mutate({ workerId: WORKER_ID }),
    resumeWorker: () => trpc.admin.resumeWorker.mutate({ workerId: WORKER_ID }),
    deadLetters: () => trpc.admin.deadLetters.query(),
    requeueDeadLetter: () => trpc.admin.requeueDeadLetter.mutate({ entry: "1-0" }),
    discardDeadLetter: () => trpc.admin.discardDeadLetter.mutate({ entry: "1-0" }),
  })) satisfies (client: EngineClient) => Record<string, () => Promise<unknown>>;

  test("may call any of it", async () => {
    const nobody = createEngineClient({ url: engine.url });
    for (const [name, call] of Object.entries(calls(user)))
      expect([name, await codeOf(call())]).toEqual([name, "FORBIDDEN"]);
    for (const [name, call] of Object.entries(calls(nobody)))
      expect([name, await codeOf(call())]).toEqual([name, "UNAUTHENTICATED"]);
    nobody.close();
    expect(await stores.workers.askedToDrain()).toEqual([]);
  });

  test("see which submissions run, anyone else only how many", async () => {
    const { id } = await user.trpc.submission.create.mutate({
      language: "python",
      source: "import time\ntime.sleep(50)\n",
      limits: { wallMs: 60_000 },
    });
    await until("an admin sees it running", async () => {
      const { workers } = await admin.trpc.admin.overview.query();
      return workers.some(({ running }) => running.includes(id));
    });
    const { workers, lanes } = await admin.trpc.admin.overview.query();
    expect(workers).toMatchObject([{ id: WORKER_ID, state: "ready", busy: 1, drainAsked: false }]);
    expect(lanes).toContainEqual(expect.objectContaining({ lane: LANE, claimed: 1, served: true }));
    expect(lanes).toContainEqual(expect.objectContaining({ lane: "rejudge", served: false }));
    const open = await user.trpc.system.status.query();
    expect(open.workers).toMatchObject([{ id: WORKER_ID, busy: 1, running: [] }]);
    await user.trpc.submission.cancel.mutate({ id });
  });
});

describe("draining a worker", () => {
  test("leaves what is submitted in the queue, with the reason, until it is resumed", async () => {
    let id = "";
    await drained(async () => {
      ({ id } = await user.trpc.submission.create.mutate(add));
      const waiting = await user.trpc.submission.get.query({ id });
      expect(waiting).toMatchObject({ status: "queued", queue: { reason: "no_worker", position: 0 } });
      const { lanes } = await admin.trpc.admin.overview.query();
      expect(lanes).toContainEqual(expect.objectContaining({ lane: LANE, depth: 1, served: false }));
    });
    const events = await collectEvents(user.trpc, id);
    expect(events.at(-1)?.event).toMatchObject({ type: "finished", verdict: "AC" });
  });

  test("is refused for a worker that is not there, and leaves no wish for one that comes later", async () => {
    const call = admin.trpc.admin.drainWorker.mutate({ workerId: "nobody" });
    expect(await codeOf(call)).toBe("WORKER_NOT_FOUND");
    expect(await stores.workers.askedToDrain()).toEqual([]);
  });
});

describe("a dead letter", () => {
  test("is listed, queued again as a new attempt, judged by a worker, and its followers see all of it", async () => {
    let id = "";
    await drained(async () => {
      ({ id } = await user.trpc.submission.create.mutate(add));
      await giveUp(stores, { id, lane: LANE }, [testResult(0, { verdict: "IE" })]);
      expect(await user.trpc.submission.get.query({ id })).toMatchObject({ verdict: "IE", attempt: 1 });
      const { total, items } = await admin.trpc.admin.deadLetters.query();
      expect({ total, items }).toMatchObject({
        total: 1,
        items: [{ submissionId: id, lane: LANE, submission: { language: "python", ownerName: "user" } }],
      });
      const entry = items[0]?.entry ?? "";
      const answers = await Promise.all(
        [1, 2, 3].map(() => admin.trpc.admin.requeueDeadLetter.mutate({ entry })),
      );
      expect(answers.filter(({ outcome }) => outcome === "requeued")).toHaveLength(1);
      expect(await admin.trpc.admin.deadLetters.query()).toEqual({ total: 0, items: [] });

      const waiting = await user.trpc.submission.get.query({ id });
      expect(waiting).toMatchObject({ status: "queued", attempt: 2, verdict: null, tests: [] });
      const history = await user.trpc.submission.list.query({});
      expect(history.items[0]).toMatchObject({ id, status: "queued", verdict: null, totals: null });
    });
    const events = (await collectEvents(user.trpc, id)).map(({ event }) => event);
    const types = events.map(({ type }) => type).filter((type) => type !== "output");
    // `queued` comes again when the reason changes.
    const steps = types.filter((type, index) => type !== "queued" || types[index - 1] !== "queued");
    expect(steps).toEqual(["queued", "finished", "requeued", "queued", "running", "test", "finished"]);
    expect(events.at(-1)).toMatchObject({ verdict: "AC", attempt: 2 });
    const judged = await user.trpc.submission.get.query({ id });
    expect(judged).toMatchObject({ status: "done", verdict: "AC", attempt: 2, workerId: WORKER_ID });
    expect(judged.tests.map(({ verdict }) => verdict)).toEqual(["AC"]);
  });

  test("is discarded once; its submission stays as it was", async () => {
    let id = "";
    await drained(async () => {
      ({ id } = await user.trpc.submission.create.mutate(add));
      await giveUp(stores, { id, lane: LANE });
    });
    const [letter] = (await admin.trpc.admin.deadLetters.query()).items;
    const choice = { entry: letter?.entry ?? "" };
    expect(await admin.trpc.admin.discardDeadLetter.mutate(choice)).toEqual({ outcome: "discarded" });
    expect(await admin.trpc.admin.discardDeadLetter.mutate(choice)).toEqual({ outcome: "letter_gone" });
    expect(await admin.trpc.admin.requeueDeadLetter.mutate(choice)).toEqual({ outcome: "letter_gone" });
    expect(await user.trpc.submission.get.query({ id })).toMatchObject({ status: "done", verdict: "IE" });
  });
});
