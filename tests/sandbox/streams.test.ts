import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestSandbox, MIB, submit } from "../support/sandbox.ts";

const suite = createTestSandbox();

beforeAll(() => suite.sandbox.start());
afterAll(() => suite.sandbox.close());

const HUGE = Buffer.alloc(100 * MIB, "x");
/** Room for buffers and garbage; one copy of the large input would be over it. */
const FLAT_MIB = 32;
const ROOMY = { cpuMs: 10_000, wallMs: 60_000 };

/** By how many MiB this process was larger than before, at most, while something was going on. */
async function memoryGrowth(action: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
  try {
    await action();
  } finally {
    clearInterval(watch);
  }
  return (peak - before) / MIB;
}

describe("standard input", () => {
  it.each([
    {
      what: "nobody reads",
      source: "import time; time.sleep(0.5); print('never read')",
      stdout: "never read\n",
    },
    {
      what: "is read to its end",
      source: `import sys
total = 0
while piece := sys.stdin.buffer.read(1 << 16): total += len(piece)
print(total)`,
      stdout: `${HUGE.length}\n`,
    },
    {
      what: "is read late and in part",
      source: "import sys, time; time.sleep(0.3); print(len(sys.stdin.buffer.read(50_000_000)))",
      stdout: "50000000\n",
    },
    {
      what: "is closed at once",
      source: "import os, time; os.close(0); time.sleep(0.3); print(1)",
      stdout: "1\n",
    },
  ])("of 100 MB that $what does not pile up in this process", async ({ source, stdout }) => {
    const grownMib = await memoryGrowth(async () => {
      const runs = [{ stdin: HUGE, limits: ROOMY }, { limits: ROOMY }];
      const [fed, next] = (await submit(suite, { language: "python", source, runs })).runs;
      expect(fed).toMatchObject({ cause: "exited", exitCode: 0, stdout });
      // What was left of it has not become the next run's.
      expect(next).toMatchObject({ cause: "exited" });
      expect(next?.stdout).not.toBe(`${HUGE.length}\n`);
    });
    expect(grownMib).toBeLessThan(FLAT_MIB);
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

  it.each([
    {
      what: "standard output",
      source: '#include <stdio.h>\nint main(void){while(1)puts("flood");}',
      cause: "output",
    },
    {
      what: "standard error",
      source: '#include <stdio.h>\nint main(void){while(1)fputs("flood\\n",stderr);}',
      cause: "cpu",
    },
    {
      what: "both streams in large pieces",
      source: `#include <unistd.h>
static char piece[1<<20];
int main(void){for(;;)if(write(2,piece,sizeof piece)<0||write(1,piece,1024)<0)return 1;}`,
      cause: "output",
    },
  ])("that floods $what ends the run and does not pile up in this process", async ({ source, cause }) => {
    const limits = { ...ROOMY, cpuMs: 1_500, stdoutBytes: MIB, stderrBytes: MIB };
    // Collects what it gets, a few MiB.
    const grownMib = await memoryGrowth(async () => {
      const { runs } = await submit(suite, { language: "c", source, runs: [{ limits }, { limits }] });
      for (const run of runs) {
        expect(run.cause).toBe(cause);
        expect([run.stdout.length <= MIB, run.stderr.length <= MIB]).toEqual([true, true]);
      }
    });
    expect(grownMib).toBeLessThan(FLAT_MIB);
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
