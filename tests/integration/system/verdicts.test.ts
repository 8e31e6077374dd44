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
    const tests = verdict === "CE" ? [] : [{ verdict, oomKilled: verdict === "MLE" }];
    expect(snapshot.tests).toMatchObject(tests);
    expect(snapshot.compile?.ok ?? true).toBe(verdict !== "CE");
  });
});
