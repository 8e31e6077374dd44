import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { SocketProxy } from "../support/socket-proxy.ts";
import {
  createTestSandbox,
  runRequest,
  runtimeOf,
  sourceOf,
  submit,
  type TestSandbox,
} from "../support/sandbox.ts";

const PYTHON = runtimeOf("python");
const HELLO = { language: "python", source: "print('hello')" };
/** An engine over TCP cannot be put behind this proxy. */
const isLocal = inject("dockerHost").startsWith("unix://");

describe.runIf(isLocal)("a Docker that goes away", () => {
  const proxy = new SocketProxy(inject("dockerHost"));
  let suite: TestSandbox;

  beforeAll(async () => {
    await proxy.restore();
    suite = createTestSandbox({ languages: ["python"], acquireTimeoutMs: 1_500 }, proxy.host);
    await suite.sandbox.start();
  });

  afterAll(async () => {
    await suite.sandbox.close();
    await proxy.close();
  });

  it("fails what runs and what waits as SandboxErrors, in bounded time, and nothing else", async () => {
    const session = await suite.session("python");
    session.begin([sourceOf(PYTHON, "import time; time.sleep(30)")]);
    const running = session.exec(runRequest(PYTHON));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await proxy.cut();
    await expect(running).rejects.toMatchObject({ name: "SandboxError", code: "container-failed" });
    await session.release();
    // Another one may have become warm just before: its stream is cut, too, but each socket says so for itself.
    await expect.poll(() => suite.sandbox.describe().warm["python"]).toBe(0);
    const startedAt = performance.now();
    await expect(suite.session("python")).rejects.toMatchObject({
      name: "SandboxError",
      code: "wait-timeout",
    });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(suite.log.filter(({ message }) => message.includes("did not start")).length).toBeGreaterThan(1);
  });

  it("is used again as soon as it is back, and what was lost is cleaned up", async () => {
    await proxy.restore();
    await expect
      .poll(() => suite.sandbox.describe().warm["python"], { timeout: 15_000, interval: 50 })
      .toBeGreaterThan(0);
    const { runs } = await submit(suite, HELLO);
    expect(runs[0]?.stdout).toBe("hello\n");
    // The containers whose streams were cut are gone; those that stand are all the pool's.
    const strayCount = async (): Promise<number> =>
      (await suite.containers()).length - (suite.sandbox.describe().warm["python"] ?? 0);
    await expect.poll(strayCount, { timeout: 15_000 }).toBe(0);
  });

  it("leaves nothing when the sandbox is closed", async () => {
    await suite.sandbox.close();
    expect(await suite.containers()).toEqual([]);
  });
});
