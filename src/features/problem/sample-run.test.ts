import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "#contract/limits.ts";
import type { Problem } from "#contract/problem.ts";
import { sampleRun } from "./sample-run.ts";

const problem: Problem = {
  slug: "sum",
  title: "Sum",
  difficulty: "easy",
  solved: null,
  statement: "",
  limits: { ...DEFAULT_LIMITS, wallMs: 5_000 },
  checker: { kind: "exact" },
  samples: [{ name: "1", stdin: "1 2\n", expectedStdout: "3\n" }],
  testCount: 4,
};
const work = { language: "python", source: "print(3)", stdin: "" };

describe("sampleRun", () => {
  it("runs the samples under the problem's limits and checker", () => {
    expect(sampleRun(problem, work)).toEqual({
      language: "python",
      source: "print(3)",
      tests: [{ name: "Sample 1", stdin: "1 2\n", expectedStdout: "3\n" }],
      checker: { kind: "exact" },
      limits: { cpuMs: 2_000, wallMs: 5_000, memoryBytes: DEFAULT_LIMITS.memoryBytes },
    });
  });

  it("compares nothing where the problem has a checker of its own", () => {
    const custom: Problem = {
      ...problem,
      checker: { kind: "custom", convention: "testlib", language: "cpp" },
    };
    expect(sampleRun(custom, work)).toEqual({
      language: "python",
      source: "print(3)",
      tests: [{ name: "Sample 1", stdin: "1 2\n" }],
      limits: { cpuMs: 2_000, wallMs: 5_000, memoryBytes: DEFAULT_LIMITS.memoryBytes },
    });
  });

  it("adds the person's own input, with nothing to compare with", () => {
    expect(sampleRun(problem, { ...work, stdin: "5 6\n" }).tests?.[1]).toEqual({
      name: "Own input",
      stdin: "5 6\n",
    });
  });

  it("runs once on empty input when there are no samples", () => {
    expect(sampleRun({ ...problem, samples: [] }, work).tests).toEqual([{ name: "Own input", stdin: "" }]);
  });
});
