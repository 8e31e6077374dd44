import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHarness, run, useFakeTime, type Harness } from "../../tests/support/fake-pool.ts";
import { SandboxError } from "./sandbox.ts";

const SOURCE = { name: "main.c", content: Buffer.from("int main;") };

/** The settled state of promises that must not be waited for one by one. */
async function failures(promises: readonly Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((result) => (result.status === "rejected" ? result.reason.code : "fulfilled"));
}

describe("RunnerSession", () => {
  let harness: Harness;

  beforeEach(() => {
    useFakeTime();
    harness = createHarness();
  });

  afterEach(async () => {
    await harness.close();
    vi.useRealTimers();
  });

  it("answers a pipelined submission in order, and nobody has to await anything before", async () => {
    const session = await harness.acquire();
    session.begin([SOURCE]);
    const outputs: string[] = [];
    const results = ["one", "two", "three"].map((program) =>
      session.exec(run(program), { onStdout: (chunk) => void outputs.push(Buffer.from(chunk).toString()) }),
    );
    await session.release();
    expect((await Promise.all(results)).map((outcome) => outcome.exitCode)).toEqual([0, 0, 0]);
    expect(outputs).toEqual(["one", "two", "three"]);
    expect(harness.engine.latest.programs).toEqual(["one", "two", "three"]);
    expect(harness.engine.latest.dataBytes).toBe(SOURCE.content.length);
    expect(harness.pool.warmCounts()["c"]).toBe(1);
  });

  it("sends large input in pieces and completely", async () => {
    const session = await harness.acquire();
    session.begin([]);
    const stdin = Buffer.alloc(3_000_001, 7);
    await session.exec(run("cat", stdin));
    await session.exec(run("after"));
    expect(harness.engine.latest.dataBytes).toBe(stdin.length);
    expect(harness.engine.latest.programs).toEqual(["cat", "after"]);
  });

  for (const [program, code] of [
    ["die", "container-failed"],
    ["fatal", "container-failed"],
    ["garbage", "protocol"],
    ["wrong-seq", "protocol"],
  ] as const) {
    it(`rejects every pending run with a SandboxError when the runner does "${program}", and is replaced`, async () => {
      const session = await harness.acquire();
      session.begin([]);
      const ok = session.exec(run("ok"));
      const pending = [session.exec(run(program)), session.exec(run("behind"))];
      expect(await failures([ok, ...pending])).toEqual(["fulfilled", code, code]);
      await expect(pending[0]).rejects.toBeInstanceOf(SandboxError);
      await expect(session.exec(run("late"))).rejects.toMatchObject({ code: "session-misuse" });
      await session.release();
      const next = await harness.acquire();
      next.begin([]);
      await expect(next.exec(run("ok"))).resolves.toMatchObject({ cause: "exited" });
      expect(harness.log.some((line) => line.level === "warn" && line.details["containerId"] === "c1")).toBe(
        true,
      );
    });
  }

  it("gives a run three times its wall limit and two seconds from its start, then destroys the container", async () => {
    const session = await harness.acquire();
    session.begin([]);
    const hanging = session.exec(run("hang"));
    await vi.advanceTimersByTimeAsync(10_500);
    expect(harness.engine.containers.has("c1")).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    await expect(hanging).rejects.toMatchObject({ code: "watchdog" });
    expect(harness.engine.containers.has("c1")).toBe(false);
  });

  it("does not wait for ever for a run to start, nor for the wipe", async () => {
    const session = await harness.acquire();
    session.begin([]);
    const result = session.exec(run("never-starts"));
    await vi.advanceTimersByTimeAsync(11_000);
    await expect(result).rejects.toMatchObject({ code: "watchdog" });

    const second = await harness.acquire();
    second.begin([]);
    await second.exec(run("ok"));
    harness.engine.latest.frozen = true;
    const released = second.release();
    await vi.advanceTimersByTimeAsync(11_000);
    await released;
    expect(harness.log.filter((line) => String(line.details["reason"]).includes("the wipe"))).toHaveLength(1);
  });

  it("does not count time in which this process stood still", async () => {
    const session = await harness.acquire();
    session.begin([]);
    const hanging = session.exec(run("hang"));
    await vi.advanceTimersByTimeAsync(1_000);
    // The event loop is blocked for a minute: the clock jumps, one late tick comes, the answer is still unread.
    const jump = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 60_000);
    await vi.advanceTimersByTimeAsync(250);
    jump.mockRestore();
    harness.engine.latest.frozen = true;
    expect(harness.engine.containers.has("c1")).toBe(true);
    const settled = vi.fn<() => void>();
    hanging.catch(settled);
    await vi.advanceTimersByTimeAsync(250);
    expect(settled).not.toHaveBeenCalled();
  });

  it("destroy() rejects what is pending and resolves when the container is gone", async () => {
    const session = await harness.acquire();
    session.begin([]);
    const hanging = session.exec(run("hang"));
    await session.destroy("cancelled by the user");
    expect(harness.engine.containers.has("c1")).toBe(false);
    await expect(hanging).rejects.toMatchObject({ code: "destroyed", message: "cancelled by the user" });
    await session.destroy("again");
    await session.release();
    expect(harness.log.filter((line) => line.level === "warn")).toEqual([]);
  });

  it("destroy() after a clean release leaves the container alone", async () => {
    const session = await harness.acquire();
    session.begin([]);
    await session.release();
    await session.destroy("late cancel");
    expect(harness.pool.warmCounts()["c"]).toBe(1);
  });

  it("gives the session up when an observer throws", async () => {
    const session = await harness.acquire();
    session.begin([]);
    const result = session.exec(run("ok"), {
      onStdout: () => {
        throw new Error("observer broke");
      },
    });
    await expect(result).rejects.toMatchObject({ code: "session-misuse", message: /observer broke/ });
    await vi.advanceTimersByTimeAsync(10);
    expect(harness.engine.containers.has("c1")).toBe(false);
  });

  it("refuses use out of order", async () => {
    const session = await harness.acquire();
    await expect(session.exec(run("ok"))).rejects.toMatchObject({ code: "session-misuse" });
    session.begin([]);
    expect(() => session.begin([])).toThrow(/begin\(\) was called twice/);
    await session.release();
    await expect(session.exec(run("ok"))).rejects.toMatchObject({ code: "session-misuse" });
    await expect(session.setMemoryLimit(1)).rejects.toMatchObject({ code: "session-misuse" });
  });

  it("changes the memory limit between runs, and the container goes back with the old one", async () => {
    const session = await harness.acquire();
    session.begin([]);
    await session.exec(run("compile"));
    await session.setMemoryLimit(32 * 2 ** 20);
    await session.setMemoryLimit(32 * 2 ** 20);
    const running = session.exec(run("hang"));
    await expect(session.setMemoryLimit(1)).rejects.toMatchObject({ code: "session-misuse" });
    await session.destroy("enough");
    await failures([running]);
    expect(harness.engine.memoryUpdates).toEqual([32 * 2 ** 20]);

    const other = await harness.acquire();
    other.begin([]);
    await other.setMemoryLimit(32 * 2 ** 20);
    await other.release();
    await vi.advanceTimersByTimeAsync(1);
    const back = await harness.acquire();
    expect(harness.engine.memoryUpdates).toEqual([32, 32, 64].map((mib) => mib * 2 ** 20));
    await back.release();
  });

  it("fails when the memory limit cannot be changed", async () => {
    const session = await harness.acquire();
    session.begin([]);
    harness.engine.updateFails = true;
    await expect(session.setMemoryLimit(32 * 2 ** 20)).rejects.toMatchObject({ code: "docker" });
    await expect(session.exec(run("ok"))).rejects.toBeInstanceOf(SandboxError);
  });
});
