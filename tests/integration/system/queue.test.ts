import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { CreateSubmissionInput } from "../../../src/contract/submission.ts";
import { codeOf } from "../../support/client.ts";
import { startEngine, until, type TestEngine, type TestUser } from "../../support/engine.ts";

const hello: CreateSubmissionInput = { language: "python", source: "print('hello')" };

/** An engine whose workers are started one by one. */
async function engineOf(environment: Record<string, string> = {}): Promise<TestEngine> {
  return startEngine(inject("services"), { workers: 0, environment });
}

describe("a queue without a worker", () => {
  let engine: TestEngine;
  let user: TestUser;
  beforeAll(async () => {
    engine = await engineOf({ LANE_ROUTES: "c:*:*=only-c", LANE_MAX_WAITING: "4", USER_MAX_PENDING: "3" });
    await engine.untilAnswering();
    user = await engine.createUser("waiting");
  });
  afterAll(() => engine.stop());

  test("says who waits where and why, and refuses what is too much, with nothing written", async () => {
    const { trpc } = user;
    const first = await trpc.submission.create.mutate(hello);
    const second = await trpc.submission.create.mutate(hello);
    const { queue } = await trpc.submission.get.query({ id: second.id });
    expect(queue).toMatchObject({ lane: "interactive", position: 1, reason: "no_worker" });

    await trpc.submission.create.mutate(hello);
    const overPending = await codeOf(trpc.submission.create.mutate(hello));
    expect(overPending.code).toBe("RATE_LIMITED");
    expect(overPending.retryAfterMs).toBeGreaterThan(0);
    const other = await engine.createUser("other");
    await other.trpc.submission.create.mutate(hello);
    expect(await codeOf(other.trpc.submission.create.mutate(hello))).toMatchObject({ code: "QUEUE_FULL" });
    expect((await trpc.submission.list.query({})).items).toHaveLength(3);
    expect((await other.trpc.submission.list.query({})).items).toHaveLength(1);

    const cancelled = await trpc.submission.cancel.mutate({ id: first.id });
    expect(cancelled).toMatchObject({ status: "done", verdict: "CANCELLED", startedAt: null });
    // The other user's only one is ahead of it now: they take turns.
    expect((await trpc.submission.get.query({ id: second.id })).queue).toMatchObject({ position: 1 });
    await trpc.submission.create.mutate(hello);
  });

  test("shows lanes that nobody serves at once", async () => {
    const { lanes } = await user.trpc.system.status.query();
    expect(lanes.map(({ lane, served }) => [lane, served])).toEqual([
      ["interactive", false],
      ["contest", false],
      ["practice", false],
      ["rejudge", false],
      ["only-c", false],
    ]);
    const answer: unknown = await (await fetch(`${engine.url}/readyz`)).json();
    expect(answer).toMatchObject({ ready: false, unservedLanes: lanes.map(({ lane }) => lane) });
  });

  test("judges what waited as soon as somebody serves its lane, and never what was cancelled", async () => {
    engine.startWorker();
    await engine.untilReady();
    const idle = async (): Promise<boolean> =>
      (await user.trpc.system.status.query()).lanes.every(({ depth, claimed }) => depth + claimed === 0);
    await until("the lanes are empty", idle);
    const { items } = await user.trpc.submission.list.query({});
    expect(items.map(({ verdict }) => verdict)).toEqual(["AC", "AC", "AC", "CANCELLED"]);
    const inC = await user.trpc.submission.create.mutate({ language: "c", source: "int main(){return 0;}" });
    await sleep(1_500);
    const waiting = await user.trpc.submission.get.query({ id: inC.id });
    expect(waiting).toMatchObject({ status: "queued", queue: { lane: "only-c", reason: "no_worker" } });
    engine.startWorker({ WORKER_LANES: "only-c" });
    await until("the C program is judged", async () => {
      return (await user.trpc.submission.get.query({ id: inC.id })).verdict === "AC";
    });
  });
});

describe("one slot for everybody", () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await engineOf();
    await engine.untilAnswering();
  });
  afterAll(() => engine.stop());

  test("priority decides between lanes, turns between users, and nobody raises their own", async () => {
    const [flood, late] = [await engine.createUser("flood"), await engine.createUser("late")];
    const low = { ...hello, priority: "rejudge" as const };
    for (let index = 0; index < 12; index += 1) await flood.trpc.submission.create.mutate(low);
    const mine = await late.trpc.submission.create.mutate(low);
    const urgent = await flood.trpc.submission.create.mutate(hello);
    expect(
      await codeOf(flood.trpc.submission.create.mutate({ ...hello, problem: "sum", priority: "contest" })),
    ).toMatchObject({ code: "FORBIDDEN" });

    engine.startWorker({ WORKER_SLOTS: "1" });
    const all = async (): Promise<(string | null)[]> =>
      (await flood.trpc.submission.list.query({ limit: 100 })).items.map(({ finishedAt }) => finishedAt);
    await until("all are judged", async () => !(await all()).includes(null));
    const startedAt = async (user: TestUser, id: string): Promise<string> =>
      (await user.trpc.submission.get.query({ id })).startedAt ?? "";
    const { items } = await flood.trpc.submission.list.query({ limit: 100 });
    const starts = await Promise.all(items.map(async ({ id }) => ({ id, at: await startedAt(flood, id) })));
    const order = [...starts, { id: mine.id, at: await startedAt(late, mine.id) }]
      .toSorted((a, b) => (a.at < b.at ? -1 : 1))
      .map(({ id }) => id);
    expect(order[0]).toBe(urgent.id);
    expect(order.indexOf(mine.id)).toBeLessThanOrEqual(2);
  });

  test("who waits is told live how the position changes", async () => {
    const user = await engine.createUser("patient");
    const sleeper = { language: "python", source: "import time\ntime.sleep(2.5)\n" };
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      ids.push((await user.trpc.submission.create.mutate(sleeper)).id);
    }
    const positions: (number | null)[] = [];
    await new Promise<void>((resolve, reject) => {
      user.trpc.submission.events.subscribe(
        { id: ids.at(-1) ?? "" },
        {
          onData: ({ data }) => {
            if (data.type === "queued") positions.push(data.position);
          },
          onComplete: resolve,
          onError: reject,
        },
      );
    });
    expect(positions.length).toBeGreaterThan(1);
    expect(positions).toEqual(positions.toSorted((a, b) => (b ?? 0) - (a ?? 0)));
    expect(positions.at(-1)).toBe(0);
  });
});
