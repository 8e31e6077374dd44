import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { LANGUAGES, PROGRAMS, VERDICTS } from "../../support/programs.ts";

let engine: TestEngine;
let user: Awaited<ReturnType<TestEngine["createUser"]>>;
beforeAll(async () => {
  engine = await startEngine(inject("services"), { workers: 1 });
  await engine.untilReady();
  user = await engine.createUser("user");
});
afterAll(() => engine.stop());

describe.each(LANGUAGES)("%s", (language) => {
  test.each(VERDICTS)("%s", async (verdict) => {
    const source = PROGRAMS[language][verdict];
    const snapshot = await user.trpc.submission.createAndWait.mutate({
      language,
      source,
      // Far from each other, so that a busy machine cannot turn one cause into the other.
      limits: { cpuMs: 2_000, wallMs: 20_000 },
      tests: [{ stdin: "1 2\n", expectedStdout: "3\n" }],
    });
    expect(snapshot).toMatchObject({ status: "done", verdict });
    expect(snapshot.timeCause).toBe(verdict === "TLE" ? "cpu" : null);
    expect(snapshot.tests.map((result) => result.verdict)).toEqual(verdict === "CE" ? [] : [verdict]);
    // A run ends as MLE by the kernel's OOM killer, or thrashing close to its limit before that acts.
    const usedUp = snapshot.tests.filter(
      ({ oomKilled, memoryBytes, limits }) => oomKilled || memoryBytes >= (limits.memoryBytes * 7) / 8,
    );
    expect(usedUp).toHaveLength(verdict === "MLE" ? 1 : 0);
    expect(snapshot.compile?.ok ?? true).toBe(verdict !== "CE");
  });
});
