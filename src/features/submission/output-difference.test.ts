import { describe, expect, it, test } from "vitest";
import type { Checker } from "#contract/submission.ts";
import type { Text } from "#contract/text.ts";
import { createComparer } from "../../../worker/judge/compare/create-comparer.ts";
import { findDifference } from "./output-difference.ts";

const whole = (text: string): Text => ({
  encoding: "utf8",
  text,
  tail: "",
  totalBytes: text.length,
  cutBytes: 0,
});
const cut = (text: string, tail = ""): Text => ({ ...whole(text), tail, cutBytes: 1_000 });
const summary = (expected: string | Text, actual: string | Text, checker: Checker = { kind: "token" }) => {
  const [want, got] = [expected, actual].map((side) => (typeof side === "string" ? whole(side) : side));
  return want && got ? (findDifference(want, got, checker)?.summary ?? null) : null;
};

describe("tokens", () => {
  it.each([
    ["1\n2\n3 7\n", "1\n2\n3 8\n", "Line 3, token 2: expected 7, got 8."],
    ["1 2\n3\n", "1\n2\n4\n", "Line 3, token 1: expected 3, got 4."],
    ["1\n2\n", "1\n", "Line 2, token 1: 2 is missing."],
    ["1 2 3\n4\n", "1", "Line 1, token 2: 2 is missing (3 tokens missing from here to the end)."],
    ["1\n", "1 5\n", "Line 1, token 2: 5 is extra."],
    ["", "a b\nc", "Line 1, token 1: a is extra (3 tokens extra from here to the end)."],
    ["1 2 \r\n", "1\n2", null],
  ])("%j and %j: %s", (expected, actual, said) => {
    expect(summary(expected, actual)).toBe(said);
  });

  it("shows the place where long tokens differ", () => {
    const said = summary(`${"x".repeat(500)}1`, `${"x".repeat(500)}2`);
    expect(said).toBe("Line 1, token 1: expected …xxxxxxxxxxxx1, got …xxxxxxxxxxxx2.");
  });

  it("writes invisible characters as escapes", () => {
    expect(summary("a", "a\u200b")).toBe("Line 1, token 1: expected a, got a\\u200B.");
  });
});

describe("exact", () => {
  it.each([
    ["a b\n", "a  b\n", "Line 1, column 3: expected b, got a space."],
    ["a\n", "a", "Line 1, column 2: expected the end of the line, got the end of the output."],
    ["a\n", "a \n", "Line 1, column 2: expected the end of the line, got a space."],
    ["1\n2\n", "1\n3\n", "Line 2, token 1: expected 2, got 3."],
    ["1\na\n", "1\n\ta\n", "Line 2, column 1: expected a, got a tab."],
    ["\na", "a", "Line 1, column 1: expected the end of the line, got a."],
    ["a\n", "a\n", null],
  ])("%j and %j: %s", (expected, actual, said) => {
    expect(summary(expected, actual, { kind: "exact" })).toBe(said);
  });
});

describe("what was cut", () => {
  const unknown = "What is kept of both outputs is the same: the difference lies in a part that was cut.";
  const kinds = ["token", "exact"] as const;

  test.each(kinds)("is never called different (%s)", (kind) => {
    expect(summary(cut("1 2 3", "9"), cut("1 2 3", "8"), { kind })).toBe(unknown);
    expect(summary("1 2 3 4", cut("1 2 "), { kind })).toBe(unknown);
    expect(summary(cut("1 2 "), "1 2 3 4", { kind })).toBe(unknown);
  });

  it("includes the token that touches it", () => {
    expect(summary("1 234", cut("1 23"))).toBe(unknown);
    expect(summary(cut("1 23"), "1 234")).toBe(unknown);
  });

  test.each(kinds)("does not hide a difference before it (%s)", (kind) => {
    expect(summary(cut("1 2 3 "), cut("1 5 3 "), { kind })).toBe("Line 1, token 2: expected 2, got 5.");
  });

  it("is not counted as missing or extra", () => {
    expect(summary(cut("1 2 3 4 "), "1")).toBe("Line 1, token 2: 2 is missing.");
    expect(summary("1", cut("1 2 3 4 "))).toBe("Line 1, token 2: 2 is extra.");
  });
});

it("says nothing about bytes that are no text", () => {
  expect(findDifference(whole("1"), { ...whole("/w=="), encoding: "base64" }, { kind: "token" })).toBeNull();
});

describe("rows", () => {
  const rowsOf = (expected: string, actual: string, kind: Checker["kind"] = "token") =>
    findDifference(whole(expected), whole(actual), { kind });

  it("bring the two tokens together however the lines are divided", () => {
    const rows = rowsOf("1\n2\n3\n", "1 2 4\n")?.rows ?? [];
    const first = rows.find(({ actual }) => actual?.pieces.some(({ mark }) => mark === "first"));
    expect(first?.expected?.number).toBe(3);
    expect(first?.actual?.number).toBe(1);
  });

  it("mark what differs behind the first difference as well, and nothing else", () => {
    const marks = rowsOf("1 2 3 4", "1 5 3 6")?.rows.flatMap(({ actual }) =>
      (actual?.pieces ?? []).filter(({ space }) => !space).map(({ mark }) => mark),
    );
    expect(marks).toEqual([null, "first", null, "differs"]);
  });

  it("stay few however long the outputs are, and say that there is more", () => {
    const lines = Array.from({ length: 5_000 }, (_, index) => `${index}\n`);
    const found = rowsOf(lines.join(""), lines.with(2_500, "x\n").join(""));
    expect(found?.rows.length).toBe(20);
    expect(found?.more).toEqual({ above: true, below: true });
  });

  it("cut long lines around the difference", () => {
    const line = Array.from({ length: 1_000 }, () => "7");
    const shown = rowsOf(line.join(" "), line.with(500, "8").join(" "))?.rows[0]?.actual;
    expect(shown?.pieces.length).toBe(120);
    expect([shown?.cutBefore, shown?.cutAfter]).toEqual([true, true]);
    expect(shown?.pieces.find(({ mark }) => mark === "first")?.text).toBe("8");
  });

  it("keep the end of a line apart from white space before it", () => {
    const pieces = rowsOf("a\n", "a \r\n", "exact")?.rows[0]?.actual?.pieces;
    expect(pieces?.map(({ text, trailing }) => [text, trailing])).toEqual([
      ["a", false],
      [" ", true],
      ["\r", true],
      ["\n", false],
    ]);
  });
});

describe("agrees with the judge", () => {
  const checkers: Checker[] = [
    { kind: "token" },
    { kind: "token", caseSensitive: false },
    { kind: "exact" },
    { kind: "float" },
    { kind: "float", absolute: 0.01 },
    { kind: "float", relative: 0.01, caseSensitive: false },
  ];
  const texts = [
    "",
    "1",
    "1.0",
    "1.0000001",
    "1.005",
    "100 1",
    "100.009 1",
    "1e0",
    "0x1",
    "nan",
    "YES",
    "Yes",
  ];
  const spaced = ["1 2\n", "1  2", "1\n2", "1\u00a02", "É", "é", "[", "{", " \r\n"];
  const all = [...texts, ...spaced];

  test.each(checkers)("%j", (checker) => {
    for (const expected of all) {
      for (const actual of all) {
        const comparer = createComparer(checker, new TextEncoder().encode(expected));
        comparer.write(new TextEncoder().encode(actual));
        const found = findDifference(whole(expected), whole(actual), checker);
        expect(found === null, `${expected} | ${actual}`).toBe(comparer.end().ok);
      }
    }
  });
});
