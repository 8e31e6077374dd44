import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHarness, run, useFakeTime, type Harness } from "../../tests/support/fake-pool.ts";
import type { PoolOptions } from "./pool-options.ts";
import type { RunnerSession } from "./runner-session.ts";

let harness: Harness;

function create(changes: Partial<PoolOptions> = {}): Harness {
  harness = createHarness(changes);
  return harness;
}

async function runOne(session: RunnerSession, program = "ok"): Promise<void> {
  session.begin([]);
  await session.exec(run(program)).catch(() => {});
  await session.release();
}

/** Lets everything happen that is due now. */
async function settle(ms = 1): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

beforeEach(() => {
  useFakeTime();
});

afterEach(async () => {
  await harness.close();
  vi.useRealTimers();
});

describe("a Docker that goes away", () => {
  it("is found again by the pool itself, and nobody needs to ask", async () => {
    const { acquire, engine, log } = create();
    const session = await acquire();
    session.begin([]);
    const running = session.exec(run("hang"));
    engine.away = true;
    engine.latest.die();
    await expect(running).rejects.toMatchObject({ code: "container-failed" });
    await settle(20_000);
    expect(log.filter((line) => line.message.includes("did not start")).length).toBeGreaterThan(3);
    engine.away = false;
    await settle(20_000);
    expect(harness.pool.warmCounts()["c"]).toBe(1);
    expect(engine.containers.has("c1")).toBe(false);
    await runOne(await acquire());
  });

  it("removes a container that was made although the answer was lost", async () => {
    const { acquire, engine, uids } = create();
    engine.losesNextCreate = true;
    const waiting = acquire();
    await settle(1_000);
    await runOne(await waiting);
    expect(engine.specs[0]?.uid).toBe(100);
    expect(engine.containers.has("c1")).toBe(false);
    expect(uids.available).toBe(8 - engine.containers.size);
  });

  it("slows down while it fails", async () => {
    const { acquire, engine, log } = create();
    engine.away = true;
    acquire().catch(() => {});
    await settle(60_000);
    const delays = log
      .filter((line) => line.details["language"] === "c")
      .map((line) => line.details["retryInMs"]);
    expect(delays.slice(0, 7)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000]);
  });

  it("gives a user id back only when its container is gone", async () => {
    const { acquire, engine, uids } = create();
    const session = await acquire();
    engine.away = true;
    void session.destroy("cancel");
    await settle(1_000);
    expect(uids.available).toBe(7);
    engine.away = false;
    const next = acquire();
    await settle(1_000);
    expect(engine.containers.has("c1")).toBe(false);
    expect(engine.specs.slice(1).map((spec) => spec.uid)).not.toContain(100);
    await (await next).release();
  });
});

describe("supply", () => {
  it("keeps one warm per language, and gives a starting container up that does not greet", async () => {
    const { pool, engine } = create();
    engine.mute = true;
    pool.refill();
    await settle(900);
    expect(pool.warmCounts()).toEqual({ c: 0, python: 0, lost: 0 });
    engine.mute = false;
    await settle(5_000);
    expect(pool.warmCounts()).toEqual({ c: 1, python: 1, lost: 0 });
    expect(engine.containers.size).toBe(2);
  });

  it("starts at most so many at a time, waiting requests first", async () => {
    const { acquire, engine } = create({ maxStarts: 1 });
    engine.mute = true;
    void acquire("python").catch(() => {});
    void acquire("python").catch(() => {});
    void acquire("c").catch(() => {});
    await settle(500);
    expect(engine.specs.map((spec) => spec.language)).toEqual(["python"]);
  });

  it("makes room for a language that waits by sending the longest idle one away", async () => {
    const { acquire, engine } = create({ maxContainers: 2 });
    const [a, b] = await Promise.all([acquire("python"), acquire("python")]);
    await Promise.all([runOne(a), runOne(b)]);
    await runOne(await acquire("c"));
    expect([...engine.containers.values()].map((container) => container.spec.language).toSorted()).toEqual([
      "c",
      "python",
    ]);
  });

  it("sends what is idle beyond the target away after a while", async () => {
    const { acquire, pool } = create();
    const [a, b] = await Promise.all([acquire(), acquire()]);
    await Promise.all([runOne(a), runOne(b)]);
    expect(pool.warmCounts()["c"]).toBe(2);
    await settle(61_000);
    expect(pool.warmCounts()["c"]).toBe(1);
  });

  it("replaces an idle container that died or no longer answers", async () => {
    const { pool, engine } = create();
    pool.refill();
    await settle();
    engine.containers.get("c1")?.die();
    await settle(200);
    expect(engine.containers.has("c1")).toBe(false);
    expect(pool.warmCounts()["c"]).toBe(1);

    const frozen = [...engine.containers.entries()].find(([, container]) => container.spec.language === "c");
    expect(frozen).toBeDefined();
    if (frozen === undefined) return;
    frozen[1].frozen = true;
    await settle(25_000);
    expect(engine.containers.has(frozen[0])).toBe(false);
    expect(pool.warmCounts()["c"]).toBe(1);
  });

  it("gives every container its own user id, and runs out of them with a clear error", async () => {
    const { acquire, engine } = create({ maxContainers: 99, maxStarts: 99 });
    const sessions = await Promise.all(Array.from({ length: 8 }, () => acquire()));
    expect(new Set(engine.specs.map((spec) => spec.uid)).size).toBe(8);
    const ninth = acquire();
    ninth.catch(() => {});
    await settle(5_001);
    await expect(ninth).rejects.toMatchObject({ message: /user ids for containers are in use/ });
    await Promise.all(sessions.map((session) => session.destroy("done")));
  });
});
