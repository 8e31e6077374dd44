import { describe, expect, test } from "vitest";
import type { Visibility } from "#contract/test-result.ts";
import { outcomeOf, testResult } from "../../tests/support/fixtures.ts";
import type { ExecCause } from "../sandbox/sandbox.ts";
import { asVisible, judgeOutcome, keptBytesPerText } from "./judge-test.ts";
import { summarize } from "./totals.ts";

const right = () => ({ ok: true, message: "" });
const misformed = () => Promise.resolve({ ok: false, isPresentation: true, message: "" });
const wrong = () => ({ ok: false, message: "Token 1 differs" });

describe("the verdict of a test", () => {
  test.each([
    ["a right answer", outcomeOf({}), right, "AC", null],
    ["a wrong answer", outcomeOf({}), wrong, "WA", null],
    ["a right answer in a wrong form, by a checker", outcomeOf({}), misformed, "PE", null],
    ["an exit code, whatever was printed", outcomeOf({ exitCode: 1 }), right, "RE", null],
    ["a signal", outcomeOf({ exitCode: null, signal: 11 }), right, "RE", null],
    ["a bare SIGKILL without a cause", outcomeOf({ exitCode: null, signal: 9 }), right, "RE", null],
    ["CPU time", outcomeOf({ cause: "cpu", exitCode: null, signal: 9 }), right, "TLE", "cpu"],
    ["wall time", outcomeOf({ cause: "wall", exitCode: null, signal: 9 }), right, "TLE", "wall"],
    ["memory", outcomeOf({ cause: "memory", exitCode: null, signal: 9 }), right, "MLE", null],
    ["output", outcomeOf({ cause: "output", exitCode: null, signal: 9 }), right, "OLE", null],
  ] as const)("%s", async (_what, outcome, compare, verdict, timeCause) => {
    const judged = await judgeOutcome(outcome, { compare, ranOutOfMemory: () => false });
    expect(judged).toMatchObject({ verdict, timeCause });
  });

  test.each([
    ["a failure", outcomeOf({ exitCode: 1 }), "MLE"],
    ["an abort", outcomeOf({ exitCode: null, signal: 6 }), "MLE"],
    ["a good end", outcomeOf({}), "AC"],
    ["CPU time", outcomeOf({ cause: "cpu", exitCode: null, signal: 9 }), "TLE"],
  ] as const)("%s of a runtime that says it is out of memory", async (_what, outcome, verdict) => {
    const judged = await judgeOutcome(outcome, { compare: right, ranOutOfMemory: () => true });
    expect(judged).toMatchObject({ verdict });
  });

  test.each(["internal", "no-artifact"] satisfies ExecCause[])(
    "%s is our failure, never a verdict",
    async (cause) => {
      await expect(
        judgeOutcome(outcomeOf({ cause }), { compare: right, ranOutOfMemory: () => true }),
      ).rejects.toThrow();
    },
  );
});

describe("what the submitter may see", () => {
  const text = { encoding: "utf8" as const, text: "secret", tail: "", totalBytes: 6, cutBytes: 0 };
  const everything = testResult(0, {
    stdin: text,
    expectedStdout: text,
    stdout: text,
    stderr: text,
    message: "secret",
  });
  test.each([
    ["full", ["stdin", "expectedStdout", "stdout", "stderr", "message"]],
    ["own_output", ["stdout", "stderr"]],
    ["verdict_only", []],
    ["hidden", []],
  ] satisfies [Visibility, string[]][])("%s", (visibility, shown: string[]) => {
    const seen = asVisible({ ...everything, visibility });
    const fields = Object.entries(seen).filter(([, value]) => JSON.stringify(value).includes("secret"));
    expect(fields.map(([name]) => name).toSorted()).toEqual(shown.toSorted());
  });
});

describe("totals", () => {
  test("the first test that is not accepted decides, whatever comes later", () => {
    const results = (["AC", "TLE", "WA", "SKIPPED"] as const).map((verdict, index) =>
      testResult(index, { verdict }),
    );
    expect(summarize(results, 4)).toMatchObject({
      verdict: "TLE",
      totals: { passed: 1, decidingTest: 1, tests: 4 },
    });
  });

  test("all accepted is accepted", () => {
    expect(summarize([testResult(0), testResult(1)], 2)).toMatchObject({
      verdict: "AC",
      totals: { passed: 2, decidingTest: null, sumCpuMs: 2, maxWallMs: 2 },
    });
  });
});

test("few tests keep much of their output, hundreds keep little, none keeps nothing", () => {
  expect(keptBytesPerText(1)).toBe(64 * 1024);
  expect(keptBytesPerText(1_000) * 1_000 * 4).toBeLessThanOrEqual(5 << 20);
  expect(keptBytesPerText(100_000)).toBeGreaterThan(0);
});
