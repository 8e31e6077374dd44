import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHarness, run, useFakeTime, type Harness } from "../../tests/support/fake-pool.ts";
import type { PoolOptions } from "./pool-options.ts";
import type { RunnerSession } from "./runner-session.ts";

const MIB = 1024 * 1024;

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

describe("lending", () => {
  it("reuses a container for one submission after the other", async () => {
    const { acquire, engine } = create();
    for (let job = 0; job < 5; job += 1) await runOne(await acquire());
    expect([...engine.containers.keys()]).toEqual(["c1"]);
  });

  it("never lends a container to two sessions", async () => {
    const { acquire, engine } = create();
    const [first, second] = await Promise.all([acquire(), acquire()]);
    first.begin([]);
    second.begin([]);
    void first.exec(run("one"));
    void second.exec(run("two"));
    await Promise.all([first.release(), second.release()]);
    const programs = [...engine.containers.values()].map((container) => container.programs.join());
    expect(programs.toSorted()).toEqual(["one", "two"]);
    await first.release();
    await second.destroy("twice");
    expect(harness.pool.warmCounts()["c"]).toBe(2);
  });

  it("gives a released container to whoever waits longest", async () => {
    const { acquire } = create({ maxContainers: 1 });
    const first = await acquire();
    const order: number[] = [];
    const waiting = [1, 2, 3].map((number) =>
      acquire().then((session) => {
        order.push(number);
        return runOne(session);
      }),
    );
    await runOne(first);
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
    expect(harness.engine.specs).toHaveLength(1);
  });

  it("throws a container away after its last job", async () => {
    const { acquire, engine } = create({ maxJobsPerContainer: 3 });
    for (let job = 0; job < 4; job += 1) await runOne(await acquire());
    await settle();
    expect(engine.containers.has("c1")).toBe(false);
    expect(engine.specs).toHaveLength(2);
  });

  for (const [why, changes, cells] of [
    ["reuse is off", { reuse: "never" }, true],
    ["cells do not work", {}, false],
  ] as const) {
    it(`gives every submission its own container when ${why}`, async () => {
      const { acquire, engine } = create(changes);
      engine.cells = cells;
      for (let job = 0; job < 3; job += 1) await runOne(await acquire());
      await settle();
      expect(["c1", "c2", "c3"].filter((id) => engine.containers.has(id))).toEqual([]);
      expect(engine.specs.length).toBeGreaterThanOrEqual(3);
    });
  }

  for (const program of ["oom", "internal"]) {
    it(`replaces a container after a run that ended with ${program}`, async () => {
      const { acquire, engine } = create();
      await runOne(await acquire(), program);
      await settle();
      expect(engine.containers.has("c1")).toBe(false);
    });
  }

  it("prefers the container with the right memory limit, else changes one", async () => {
    const { acquire, engine } = create();
    const [a, b] = await Promise.all([acquire("c", 64 * MIB), acquire("c", 64 * MIB)]);
    await Promise.all([runOne(a), runOne(b)]);
    await runOne(await acquire("c", 32 * MIB));
    expect(engine.memoryUpdates).toEqual([32 * MIB]);
    await runOne(await acquire("c", 64 * MIB));
    await runOne(await acquire("c", 32 * MIB));
    expect(engine.memoryUpdates).toEqual([32 * MIB]);
  });

  it("starts a new container with the right limit when a limit cannot be changed", async () => {
    const { acquire, engine } = create();
    await runOne(await acquire("c", 64 * MIB));
    engine.updateFails = true;
    await runOne(await acquire("c", 32 * MIB));
    expect(engine.specs.map((spec) => spec.memoryBytes)).toEqual([64 * MIB, 32 * MIB]);
    expect(engine.containers.has("c1")).toBe(false);
  });

  it("knows its languages", async () => {
    await expect(create().acquire("cobol")).rejects.toMatchObject({ code: "unknown-language" });
  });
});

describe("waiting", () => {
  it("gives up when the caller's signal fires, before and while it waits, and loses no container", async () => {
    const { pool, acquire } = create({ maxContainers: 1 });
    const request = { language: "c", memoryBytes: 64 * MIB, slot: 0 };
    await expect(pool.acquire({ ...request, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
    const first = await acquire();
    const aborter = new AbortController();
    const waiting = pool.acquire({ ...request, signal: aborter.signal });
    aborter.abort();
    await expect(waiting).rejects.toMatchObject({ code: "aborted" });

    // The container comes and the signal fires in the same moment.
    const late = new AbortController();
    const unlucky = pool.acquire({ ...request, signal: late.signal });
    first.begin([]);
    void first.release().then(() => late.abort());
    const outcome = await unlucky.then(
      (session) => session.release().then(() => "lent"),
      (error: { code: string }) => error.code,
    );
    expect(["lent", "aborted"]).toContain(outcome);
    await runOne(await acquire());
    expect(harness.engine.specs).toHaveLength(1);
  });

  it("ends with a coded error after a bounded time, which says what is wrong", async () => {
    const { acquire, engine } = create();
    engine.away = true;
    const waiting = acquire();
    waiting.catch(() => {});
    await settle(5_001);
    await expect(waiting).rejects.toMatchObject({ code: "wait-timeout", message: /Docker is away/ });
  });

  it("says at once that an image is missing", async () => {
    await expect(create().acquire("lost")).rejects.toMatchObject({ code: "image-missing" });
  });

  it("says at once that an image speaks another protocol version", async () => {
    const { acquire, engine } = create();
    engine.version = 99;
    await expect(acquire()).rejects.toMatchObject({ code: "protocol", message: /npm run runtimes/ });
  });

  it("fails after so many failed starts in a row where the caller asks for that", async () => {
    const { pool, engine } = create();
    engine.away = true;
    const waiting = pool.acquire({ language: "c", memoryBytes: 64 * MIB, slot: 0 }, { maxStartFailures: 2 });
    waiting.catch(() => {});
    await settle(500);
    await expect(waiting).rejects.toMatchObject({ code: "docker" });
  });
});

describe("close", () => {
  it("fails what runs and what waits, and removes what is starting", async () => {
    const { acquire, pool, engine } = create({ maxContainers: 2 });
    const session = await acquire("c");
    session.begin([]);
    const running = session.exec(run("hang"));
    engine.mute = true;
    const waiting = acquire("python");
    waiting.catch(() => {});
    await settle();
    const closing = pool.close();
    await expect(running).rejects.toMatchObject({ code: "closed" });
    await expect(waiting).rejects.toMatchObject({ code: "closed" });
    await vi.runAllTimersAsync();
    await closing;
    await pool.close();
    expect(engine.containers.size).toBe(0);
    await expect(acquire()).rejects.toMatchObject({ code: "closed" });
  });
});
