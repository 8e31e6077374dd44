import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { createDockerClient } from "../../../worker/sandbox/docker-client.ts";
import { PROGRAMS, type LanguageSlug } from "../../support/programs.ts";
import { createTestSandbox, submit, type Ran } from "../../support/sandbox.ts";

/**
 * The engine on gVisor, in a short form: runs where the Docker in use knows a runtime `runsc`, and says so where it
 * does not. docs/sandbox.md has what is different there.
 */
const RUNTIME = "runsc";
const LANGUAGES = ["c", "python"] as const satisfies readonly LanguageSlug[];
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

vi.stubEnv("DOCKER_HOST", inject("dockerHost"));
const { runtimes } = await createDockerClient({ logger: silent }).info();
const known = runtimes.includes(RUNTIME);
if (!known) {
  process.stderr.write(
    `\nSKIPPED: gVisor is not tried, this Docker has no runtime "${RUNTIME}" (it has ${runtimes.join(", ")}).\n`,
  );
}

/** Slower than usual: no clock but the one in question may end a run. */
const LIMITS = { cpuMs: 10_000, wallMs: 30_000 };

function outcomeOf({ cause, exitCode, signal, stdout }: Ran): object {
  return { cause, exitCode, signal, stdout };
}

describe.skipIf(!known)("on gVisor", () => {
  const suite = createTestSandbox({ languages: LANGUAGES, runtime: RUNTIME, slots: 1 });

  beforeAll(() => suite.sandbox.start());
  afterAll(async () => {
    await suite.sandbox.close();
    const left = await suite.containers();
    if (left.length > 0) throw new Error(`${left.length} containers are left.`);
  });

  const run = async (language: LanguageSlug, source: string, limits = {}): Promise<Ran> => {
    const runs = [{ stdin: "1 2\n", limits: { ...LIMITS, ...limits } }];
    const judged = await submit(suite, { language, source, runs });
    const [only] = judged.runs;
    if (only === undefined) throw new Error("no result");
    return only;
  };

  it("finds that cells do not work and gives every submission its own container", () => {
    const { mode, reason } = suite.sandbox.describe();
    expect(mode).toBe("container-per-submission");
    expect(reason).toMatch(/^cells do not work on this host: ./);
  });

  describe.each(LANGUAGES)("%s", (language) => {
    it("runs a program to its end", async () => {
      const ran = await run(language, PROGRAMS[language].AC);
      expect(outcomeOf(ran)).toEqual({ cause: "exited", exitCode: 0, signal: null, stdout: "3\n" });
    });

    it("ends a program that uses up its CPU time", async () => {
      const ran = await run(language, PROGRAMS[language].TLE, { cpuMs: 500 });
      expect(ran.cause).toBe("cpu");
    });

    it("ends a program that floods its output", async () => {
      const flood = {
        c: '#include <stdio.h>\nint main(void) { for (;;) puts("3"); }\n',
        python: "while 1: print(3)",
      };
      const ran = await run(language, flood[language], { stdoutBytes: 65_536 });
      expect([ran.cause, ran.stdoutBytes]).toEqual(["output", 65_536]);
    });

    it("tells a crash from an exit code", async () => {
      const crash = { c: PROGRAMS.c.RE, python: "import os\nos.abort()" };
      const leave = { c: "int main(void) { return 3; }\n", python: "raise SystemExit(3)" };
      expect(await run(language, crash[language])).toMatchObject({ cause: "exited", signal: 6 });
      expect(await run(language, leave[language])).toMatchObject({ cause: "exited", exitCode: 3 });
    });
  });

  it("ends a program that sleeps", async () => {
    const ran = await run("python", "import time\ntime.sleep(60)", { wallMs: 1_500 });
    expect(ran.cause).toBe("wall");
  });

  it("loses the container, runner and all, when a program fills the memory: a failure of ours, not a verdict", async () => {
    await expect(run("python", PROGRAMS.python.MLE)).rejects.toThrow("The container's stream was lost");
  });
});
