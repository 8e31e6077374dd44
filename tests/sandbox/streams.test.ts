import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestSandbox, MIB, runRequest, runtimeOf, sourceOf, submit } from "../support/sandbox.ts";

const suite = createTestSandbox();

beforeAll(() => suite.sandbox.start());
afterAll(() => suite.sandbox.close());

describe("standard input", () => {
  it("of 100 MB that nobody reads does not sit in this process, and the run is answered", async () => {
    const stdin = Buffer.alloc(100 * MIB, "x");
    const runtime = runtimeOf("python");
    const session = await suite.session("python");
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
    session.begin([sourceOf(runtime, "import time; time.sleep(0.5); print('never read')")]);
    const unread = await session.exec(runRequest(runtime, { stdin }));
    const next = await session.exec(runRequest(runtime));
    clearInterval(watch);
    await session.release();
    expect([unread.cause, unread.exitCode, next.cause, next.exitCode]).toEqual(["exited", 0, "exited", 0]);
    expect((peak - before) / MIB).toBeLessThan(32);
  });

  it("arrives byte for byte, of any size", async () => {
    const inputs = [0, 1, 16_384, 16_385, 300_000, 5_000_000].map((size) =>
      Buffer.from(Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 255)),
    );
    const { runs } = await submit(suite, {
      language: "python",
      source: "import sys, hashlib\nprint(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())",
      runs: inputs.map((stdin) => ({ stdin })),
    });
    expect(runs.map((run) => run.stdout.trim())).toEqual(
      inputs.map((input) => createHash("sha256").update(input).digest("hex")),
    );
  });

  it("ends: a program that reads on sees the end of file", async () => {
    const source = "import sys\nsys.stdin.read(); print(repr(sys.stdin.read()))";
    const { runs } = await submit(suite, { language: "python", source, runs: [{ stdin: "some" }] });
    expect(runs[0]?.stdout).toBe("''\n");
  });
});

describe("standard output", () => {
  it("arrives byte for byte, on both streams, in many tiny writes", async () => {
    const { runs } = await submit(suite, {
      language: "c",
      source: `#include <unistd.h>
int main(void){for(int i=0;i<100000;i++){char c=(char)(i*7);if(write(1+(i&1),&c,1)!=1)return 1;}return 0;}`,
    });
    const expected = (parity: number): string =>
      Buffer.from(Array.from({ length: 50_000 }, (_, index) => ((index * 2 + parity) * 7) & 255)).toString(
        "latin1",
      );
    expect(runs[0]).toMatchObject({ cause: "exited", exitCode: 0, stdoutBytes: 50_000, stderrBytes: 50_000 });
    expect(runs[0]?.stdout === expected(0)).toBe(true);
    expect(runs[0]?.stderr === expected(1)).toBe(true);
  });

  it("of 16 MiB in one go is complete", async () => {
    const size = 16 * MIB;
    const source = `import sys; sys.stdout.write('abcdefgh' * ${size / 8})`;
    const { runs } = await submit(suite, { language: "python", source });
    expect(runs[0]).toMatchObject({ cause: "exited", stdoutBytes: size });
    expect(runs[0]?.stdout === "abcdefgh".repeat(size / 8)).toBe(true);
  });

  it("cannot carry a frame of the runner", async () => {
    // What the runner's RESULT of this very run would look like, and Docker's framing around it.
    const source =
      "import sys\nsys.stdout.buffer.write(bytes.fromhex('0100000000000005' '0000000086') * 1000)";
    const { runs } = await submit(suite, { language: "python", source, runs: [{}, {}] });
    expect(runs.map((run) => [run.cause, run.stdoutBytes])).toEqual([
      ["exited", 13_000],
      ["exited", 13_000],
    ]);
  });
});
