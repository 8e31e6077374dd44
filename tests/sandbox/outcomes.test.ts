import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  compileRequest,
  createTestSandbox,
  execCollect,
  MIB,
  runRequest,
  runtimeOf,
  sourceOf,
  submit,
  type Ran,
  type RunOptions,
} from "../support/sandbox.ts";

const suite = createTestSandbox();

beforeAll(() => suite.sandbox.start());
afterAll(() => suite.sandbox.close());

async function python(source: string, run: RunOptions = {}): Promise<Ran> {
  const { runs } = await submit(suite, { language: "python", source, runs: [run] });
  const [result] = runs;
  if (result === undefined) throw new Error("no result");
  return result;
}

describe("a program that ends by itself", () => {
  it("has its exit code, whatever it is", async () => {
    const codes = [0, 1, 2, 77, 126, 127, 137, 143, 255];
    const { runs } = await submit(suite, {
      language: "c",
      source: '#include <stdio.h>\nint main(void){int n;scanf("%d",&n);return n;}',
      runs: codes.map((code) => ({ stdin: String(code) })),
    });
    expect(runs.map((run) => [run.cause, run.exitCode, run.signal])).toEqual(
      codes.map((code) => ["exited", code, null]),
    );
  });

  it("has its signal, and a bare SIGKILL is nothing else", async () => {
    const signals = [4, 6, 8, 9, 10, 11, 15, 24, 25, 31];
    const { runs } = await submit(suite, {
      language: "c",
      source:
        '#include <signal.h>\n#include <stdio.h>\nint main(void){int n;scanf("%d",&n);raise(n);return 99;}',
      runs: signals.map((signal) => ({ stdin: String(signal) })),
    });
    expect(runs.map((run) => [run.cause, run.exitCode, run.signal])).toEqual(
      signals.map((signal) => ["exited", null, signal]),
    );
  });

  it("has its CPU and wall time told apart", async () => {
    const sleeper = await python("import time; time.sleep(0.3)");
    expect(sleeper.wallMs).toBeGreaterThan(300);
    expect(sleeper.cpuMs).toBeLessThan(150);
    const burner = await python("import time\nwhile time.process_time() < 0.3: pass");
    expect(burner.cpuMs).toBeGreaterThan(290);
  });

  it("has its own peak memory, not the runner's or another run's", async () => {
    const { runs } = await submit(suite, {
      language: "python",
      source: "n = int(input())\nx = bytearray(n)\nx[::4096] = b'x' * len(x[::4096])",
      runs: [{ stdin: String(60 * MIB) }, { stdin: "1" }],
    });
    expect(runs[0]?.peakMemoryBytes).toBeGreaterThan(60 * MIB);
    expect(runs[1]?.peakMemoryBytes).toBeLessThan(30 * MIB);
  });
});

describe("a program that is ended", () => {
  it("for CPU time", async () => {
    const run = await python("while True: pass", { limits: { cpuMs: 300, wallMs: 5_000 } });
    expect(run).toMatchObject({ cause: "cpu", exitCode: null });
    expect(run.cpuMs).toBeGreaterThanOrEqual(300);
    expect(run.cpuMs).toBeLessThan(600);
  });

  it("for wall time", async () => {
    const run = await python("import time\nprint('before', flush=True)\ntime.sleep(60)", {
      limits: { wallMs: 400 },
    });
    expect(run).toMatchObject({ cause: "wall", stdout: "before\n" });
    expect(run.wallMs).toBeGreaterThanOrEqual(400);
    expect(run.wallMs).toBeLessThan(1_400);
  });

  it("for memory, when it is used up", async () => {
    const run = await python("x = [bytearray(1 << 20) for _ in range(10_000)]");
    expect(run.cause).toBe("memory");
    // By the kernel's OOM killer, or thrashing close to the limit before that acts.
    expect(run.oomKills > 0 || run.peakMemoryBytes >= 224 * MIB).toBe(true);
  });

  it("for output, with exactly the cap delivered", async () => {
    const cap = 300_000;
    const run = await python("import sys\nwhile True: sys.stdout.write('x' * 65536)", {
      limits: { stdoutBytes: cap },
    });
    expect(run.cause).toBe("output");
    expect(run.stdout.length).toBe(cap);
  });

  it("not for a flood on standard error, which is cut and flagged", async () => {
    const source = "import sys\nsys.stderr.write('e' * 3_000_000)\nprint('fine')";
    const run = await python(source, { limits: { stderrBytes: 1_000 } });
    expect(run).toMatchObject({ cause: "exited", exitCode: 0, stdout: "fine\n", stderrTruncated: true });
    expect(run.stderr.length).toBe(1_000);
  });
});

describe("compiling", () => {
  it("answers every run behind a failed compile without running anything", async () => {
    const { compile, runs } = await submit(suite, {
      language: "c",
      source: "int main( {",
      runs: [{}, {}, {}],
    });
    expect(compile).toMatchObject({ cause: "exited", exitCode: 1 });
    expect(compile?.stderr).toContain("main.c:1");
    expect(runs.map((run) => run.cause)).toEqual(["no-artifact", "no-artifact", "no-artifact"]);
  });

  it("notices an artifact that is missing or not a regular file", async () => {
    const runtime = runtimeOf("c");
    const request = compileRequest(runtime);
    if (request === null) throw new Error("C is compiled");
    for (const command of ["true", "mkfifo main", "ln -s /etc/passwd main"]) {
      const session = await suite.session("c");
      session.begin([sourceOf(runtime, "int main(void){return 0;}")]);
      const compiling = execCollect(session, { ...request, argv: ["sh", "-c", command] });
      const running = execCollect(session, runRequest(runtime));
      expect([(await compiling).cause, (await running).cause]).toEqual(["no-artifact", "no-artifact"]);
      await session.release();
    }
  });

  it("runs 50 tests behind one compile, in order, in one round trip", async () => {
    const { compile, runs } = await submit(suite, {
      language: "c",
      source: '#include <stdio.h>\nint main(void){int n;scanf("%d",&n);printf("%d\\n",n*n);return 0;}',
      runs: Array.from({ length: 50 }, (_, index) => ({ stdin: `${index}\n` })),
    });
    expect(compile).toMatchObject({ cause: "exited", exitCode: 0 });
    expect(compile?.artifactBytes).toBeGreaterThan(1_000);
    expect(runs.map((run) => run.stdout)).toEqual(
      Array.from({ length: 50 }, (_, index) => `${index * index}\n`),
    );
  });
});
