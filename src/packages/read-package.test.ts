import { describe, expect, test } from "vitest";
import { LEGACY, NEW, readFiles, type PackageFiles } from "../../tests/support/package-files.ts";
import type { ProblemPackage } from "./read-package.ts";

async function limitsOf(files: PackageFiles): Promise<ProblemPackage["timeLimit"]> {
  return (await readFiles(files)).problem.timeLimit;
}

describe("what is understood", () => {
  test("a legacy package and a newer one give the same problem", async () => {
    const [legacy, newer] = await Promise.all([readFiles(LEGACY), readFiles(NEW)]);
    for (const { problem, findings } of [legacy, newer]) {
      expect(findings.filter(({ level }) => level !== "note")).toEqual([]);
      expect(problem).toMatchObject({ slug: "doubling", title: "Doubling", statement: "Print $2n$.\n" });
      expect(problem.timeLimit).toEqual({ kind: "given", cpuMs: 2_000 });
      expect(problem.tests.map(({ name, visibility }) => [name, visibility])).toEqual([
        ["sample/1", "full"],
        ["secret/1", "verdict_only"],
      ]);
      expect(problem.checker).toEqual({ kind: "token", caseSensitive: false });
    }
  });

  test("time limits, from every place there is one", async () => {
    const none = { ...LEGACY, "problem.yaml": "name: Doubling\n" };
    expect(await limitsOf({ ...none, ".timelimit": "3\n" })).toEqual({ kind: "given", cpuMs: 3_000 });
    expect(await limitsOf({ ...none, "domjudge-problem.ini": "timelimit = '1.5'\n" })).toEqual({
      kind: "given",
      cpuMs: 1_500,
    });
    expect(await limitsOf(none)).toEqual({ kind: "derived", acceptedFactor: 5, resolutionMs: 1_000 });
    const yaml =
      "problem_format_version: 2023-07\nname: D\nlimits: {time_resolution: 0.1, time_multipliers: {ac_to_time_limit: 3}}\n";
    expect(await limitsOf({ ...NEW, "problem.yaml": yaml })).toEqual({
      kind: "derived",
      acceptedFactor: 3,
      resolutionMs: 100,
    });
  });

  const flags: [string, object][] = [
    ["", { kind: "token", caseSensitive: false }],
    ["case_sensitive", { kind: "token", caseSensitive: true }],
    ["space_change_sensitive", { kind: "token", caseSensitive: false, spaceSensitive: true }],
    ["float_tolerance 1e-6", { kind: "float", caseSensitive: false, absolute: 1e-6, relative: 1e-6 }],
    ["float_absolute_tolerance 0.1", { kind: "float", caseSensitive: false, absolute: 0.1, relative: 0 }],
    [
      "case_sensitive float_relative_tolerance 1e-9",
      { kind: "float", caseSensitive: true, absolute: 0, relative: 1e-9 },
    ],
  ];
  test.each(flags)("validator flags %j", async (given, checker) => {
    const yaml = `${LEGACY["problem.yaml"] ?? ""}validator_flags: ${given}\n`;
    expect((await readFiles({ ...LEGACY, "problem.yaml": yaml })).problem.checker).toEqual(checker);
    const group = `output_validator_args: [${given.replaceAll(" ", ", ")}]\n`;
    expect((await readFiles({ ...NEW, "data/test_group.yaml": group })).problem.checker).toEqual(checker);
  });

  test("groups in groups, in the order of their paths, and who sees what in them", async () => {
    const { problem } = await readFiles({
      ...NEW,
      "data/secret/b/x.in": "1",
      "data/secret/b/x.ans": "2",
      "data/secret/a/deep/y.in": "1",
      "data/secret/a/deep/y.ans": "2",
      "data/secret/a/test_group.yaml": "full_feedback: true\n",
    });
    expect(problem.tests.map(({ name, visibility }) => [name, visibility])).toEqual([
      ["sample/1", "full"],
      ["secret/1", "verdict_only"],
      ["secret/a/deep/y", "full"],
      ["secret/b/x", "verdict_only"],
    ]);
  });

  test("an output validator, with its arguments and its main file first", async () => {
    const { problem, findings } = await readFiles({
      ...LEGACY,
      "problem.yaml": "name: D\nvalidation: custom\nvalidator_flags: strict 3\nlimits: {time_limit: 1}\n",
      "output_validators/check/check.cpp": "int main() {}\n",
      "output_validators/check/check.h": "",
    });
    expect(findings.filter(({ level }) => level === "error")).toEqual([]);
    expect(problem.checker).toEqual({
      kind: "custom",
      convention: "icpc",
      language: "cpp",
      args: ["strict", "3"],
    });
    expect(problem.checkerFiles.map(({ name }) => name)).toEqual(["check.cpp", "check.h"]);
  });

  test("an output validator with headers beside it, and a statement in the top folder", async () => {
    const { problem, findings } = await readFiles({
      ...LEGACY,
      "problem.yaml": "name: D\nvalidation: custom\nlimits: {time_limit: 1}\n",
      "output_validators/check.cpp": "int main() {}\n",
      "output_validators/check.h": "",
      "problem_statement/problem.en.tex": null,
      "problem.pdf": "%PDF",
    });
    expect(findings.filter(({ level }) => level === "error")).toEqual([]);
    expect(findings).toContainEqual(expect.objectContaining({ level: "warning", file: "problem.pdf" }));
    expect(problem.checkerFiles.map(({ name }) => name)).toEqual(["check.cpp", "check.h"]);
  });

  test("expected verdicts, by folder and by tag", async () => {
    const { problem } = await readFiles({
      ...LEGACY,
      "submissions/wrong_answer/w.py": "print(0)\n",
      "submissions/run_time_error/r.py": "x\n",
      "submissions/mixed/t.cpp": "// @EXPECTED_RESULTS@: TIMELIMIT, CORRECT\nint main() {}\n",
    });
    expect(Object.fromEntries(problem.submissions.map(({ name, expected }) => [name, expected]))).toEqual({
      "accepted/a.py": ["AC"],
      "wrong_answer/w.py": ["WA", "PE"],
      "run_time_error/r.py": ["RE", "MLE", "OLE"],
      "mixed/t.cpp": ["TLE", "AC"],
    });
  });

  test("several sources of C++ become one, whose name is free", async () => {
    const { problem } = await readFiles({
      ...LEGACY,
      "submissions/accepted/two/main.cpp": "int main() {}\n",
      "submissions/accepted/two/other.cc": "",
      "submissions/accepted/two/other.h": "",
    });
    const two = problem.submissions.find(({ name }) => name === "accepted/two");
    expect(two?.files.map(({ name }) => name)).toEqual([
      "all_sources.cpp",
      "main_part.cpp",
      "other.cc",
      "other.h",
    ]);
    expect(Buffer.from(two?.files[0]?.content ?? []).toString()).toBe(
      '#include "main_part.cpp"\n#include "other.cc"\n',
    );
  });

  test("a Java class of any name is started", async () => {
    const source = "public class Solve { public static void main(String[] a) {} }\n";
    const { problem } = await readFiles({ ...LEGACY, "submissions/accepted/Solve.java": source });
    const java = problem.submissions.find(({ language }) => language === "java");
    expect(java?.files.map(({ name }) => name)).toEqual(["Main.java", "Solve.java"]);
    expect(Buffer.from(java?.files[0]?.content ?? []).toString()).toContain("Solve.main(args)");
  });
});
