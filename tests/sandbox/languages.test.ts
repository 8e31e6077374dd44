import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SmokeCases } from "../../src/platform/runtimes/runtime-schema.ts";
import { catalogue, createTestSandbox, submit, type Ran } from "../support/sandbox.ts";

const slugs = catalogue.runtimes.map((runtime) => runtime.slug);
const suite = createTestSandbox({ languages: slugs });

beforeAll(() => suite.sandbox.start(), 600_000);
afterAll(() => suite.sandbox.close());

/** What the smoke tests call a verdict, from the evidence alone. */
function verdictOf(compile: Ran | null, run: Ran | undefined): string {
  if (compile !== null && (compile.cause !== "exited" || compile.exitCode !== 0)) return "CE";
  if (run === undefined) return "none";
  switch (run.cause) {
    case "exited":
      return run.exitCode === 0 ? "AC" : "RE";
    case "cpu":
    case "wall":
      return "TLE";
    case "memory":
      return "MLE";
    case "output":
      return "OLE";
    case "no-artifact":
      return "CE";
    case "internal":
      return `IE: ${run.note}`;
  }
}

it("knows the exact version of every language", () => {
  const { versions, mode } = suite.sandbox.describe();
  expect(Object.keys(versions).toSorted()).toEqual(slugs.toSorted());
  for (const version of Object.values(versions)) expect(version).toMatch(/\d+\.\d+/);
  expect(mode).toBe("cells");
});

describe.each(catalogue.runtimes)("$name", ({ slug, template, check }) => {
  it("runs its own template", async () => {
    const { compile, runs } = await submit(suite, { language: slug, source: template });
    expect(compile?.stderr ?? "").toBe("");
    expect(runs[0]).toMatchObject({ cause: "exited", exitCode: 0, stdout: "Hello, world!\n" });
  });

  it("judges its smoke programs as they say", async () => {
    const folder = join(import.meta.dirname, "..", "..", "runtimes", slug, "smoke");
    const cases = SmokeCases.parse(JSON.parse(readFileSync(join(folder, "smoke.json"), "utf8")));
    const results = [];
    for (const smoke of cases) {
      const source = readFileSync(join(folder, smoke.file));
      const { compile, runs } = await submit(suite, {
        language: slug,
        source,
        runs: [{ stdin: smoke.stdin }],
      });
      const verdict = verdictOf(compile, runs[0]);
      // A language without a compiler finds its syntax errors when it runs; judging asks its check, not this test.
      const fits =
        verdict === smoke.verdict || (smoke.verdict === "CE" && check !== null && verdict === "RE");
      const stdoutFits = smoke.verdict !== "AC" || runs[0]?.stdout === smoke.stdout;
      if (!fits || !stdoutFits)
        results.push({ file: smoke.file, wanted: smoke.verdict, verdict, run: runs[0] });
    }
    expect(results).toEqual([]);
  });
});
