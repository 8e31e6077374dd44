import { describe, expect, test } from "vitest";
import type { Checker } from "#contract/submission.ts";
import { createComparer } from "./create-comparer.ts";

/** The default validator's rules as a table: answer, output, whether they count as equal. */
type Row = [answer: string, output: string, isEqual: boolean];

const TOKEN: Checker = { kind: "token" };
const NO_CASE: Checker = { kind: "token", caseSensitive: false };
const SPACE: Checker = { kind: "token", spaceSensitive: true };
const FLOAT: Checker = { kind: "float", absolute: 1e-6, relative: 1e-6 };
const ABSOLUTE: Checker = { kind: "float", absolute: 1e-6 };
const RELATIVE: Checker = { kind: "float", relative: 1e-6 };
const FLOAT_NO_CASE: Checker = { ...FLOAT, caseSensitive: false };
const FLOAT_SPACE: Checker = { ...FLOAT, spaceSensitive: true };
const EQUAL_FLOAT: Checker = { kind: "float", absolute: 0 };

const LONG = "7".repeat(200_000);

const TABLE: [string, Checker, Row[]][] = [
  [
    "tokens",
    TOKEN,
    [
      ["1 2\n", "1 2\n", true],
      ["1 2\n", "1 2", true],
      ["1 2\n", "1 2\r\n", true],
      ["1 2\r\n", "1\n2\n", true],
      ["1 2\n", "  1\t2 \n\n ", true],
      ["1\u000b2\f3", "1 2 3", true],
      ["", "", true],
      ["", "\n", true],
      ["\n", "", true],
      ["", "0", false],
      ["0", "", false],
      ["1 2", "12", false],
      ["1", "1 1", false],
      ["1 1", "1", false],
      ["Yes", "yes", false],
      ["1", "1.0", false],
      ["1", "+1", false],
      ["a", "a\0", false],
      ["a b", "a\0b", false],
      ["\0", "\0", true],
      ["é", "é", true],
      ["é", "e\u0301", false],
      [LONG, LONG, true],
      [LONG, `${LONG}7`, false],
      [LONG, `${LONG.slice(1)}8`, false],
      ["7", LONG, false],
    ],
  ],
  [
    "tokens in any case",
    NO_CASE,
    [
      ["Yes", "yES", true],
      ["É", "é", false],
      ["@", "`", false],
      ["Z[", "z{", false],
      ["YES", "YE", false],
    ],
  ],
  [
    "white space as it is",
    SPACE,
    [
      ["1 2\n", "1 2\n", true],
      ["1 2\n", "1 2", false],
      ["1 2", "1 2\n", false],
      ["1 2\n", "1  2\n", false],
      ["1 2\n", "1\t2\n", false],
      ["1 2\n", "1 2 \n", false],
      ["1\n2\n", "1\r\n2\r\n", false],
      [" 1", "1", false],
      ["1", " 1", false],
      ["1\n", "1\n\n", false],
      ["", "\n", false],
      ["\n", "", false],
      ["", "", true],
    ],
  ],
  [
    "numbers within either tolerance",
    FLOAT,
    [
      ["1.0", "1.000001", true],
      ["1.0", "0.999999", true],
      ["1.0", "1.0000011", false],
      ["0", "0.000001", true],
      ["0", "-1e-6", true],
      ["0", "0.0000011", false],
      ["1000000", "1000001", true],
      ["1000000", "1000001.1", false],
      ["-1", "-1.000001", true],
      ["1", "-1", false],
      ["0", "-0", true],
      ["1", "+1", true],
      ["+1", "1", true],
      ["1", "1.", true],
      ["0.5", ".5", true],
      ["1", "1e0", true],
      ["100", "1E2", true],
      ["16", "0x10", false],
      ["0x10", "16", false],
      ["0x10", "0x10", true],
      ["1", "nan", false],
      ["nan", "nan", true],
      ["nan", "NaN", false],
      ["nan", "1", false],
      ["inf", "inf", true],
      ["inf", "1e999", false],
      ["1e999", "1e999", true],
      ["1e999", "5", false],
      ["5", "1e999", false],
      ["1", "inf", false],
      ["1", ".", false],
      ["1", "1e", false],
      ["1", "1,0", false],
      ["1", "1.0f", false],
      ["1", "", false],
      ["1", "one", false],
      ["one", "1", false],
      ["Case #1: 0.5", "Case #1: 0.5000001", true],
      ["1", `1.${"0".repeat(60_000)}`, true],
      ["1", `1.${"0".repeat(70_000)}`, false],
      ["1", "1\0", false],
    ],
  ],
  [
    "numbers within the absolute tolerance",
    ABSOLUTE,
    [
      ["1000000", "1000000.000001", true],
      ["1000000", "1000000.5", false],
      ["0", "1e-6", true],
    ],
  ],
  [
    "numbers within the relative tolerance",
    RELATIVE,
    [
      ["1000000", "1000001", true],
      ["0", "1e-300", false],
      ["0", "0.0", true],
      ["-1000000", "-1000001", true],
    ],
  ],
  ["numbers and words in any case", FLOAT_NO_CASE, [["Case 1 NaN", "cASE 1.0 nan", true]]],
  [
    "numbers and white space as it is",
    FLOAT_SPACE,
    [
      ["1 2\n", "1.0 2.0\n", true],
      ["1 2\n", "1.0  2.0\n", false],
      ["1\n", "1\r\n", false],
    ],
  ],
  [
    "no tolerance at all",
    EQUAL_FLOAT,
    [
      ["1", "1.0", true],
      ["1", "1.0000000000000002", false],
    ],
  ],
];

/** In pieces of one, seven and all bytes: where chunks end must not matter. */
function isEqual(checker: Checker, answer: string, output: string): boolean {
  const bytes = Buffer.from(output);
  const found = [1, 7, bytes.byteLength + 1].map((size) => {
    const comparer = createComparer(checker, Buffer.from(answer));
    for (let at = 0; at < bytes.byteLength; at += size) comparer.write(bytes.subarray(at, at + size));
    return comparer.end().ok;
  });
  expect(new Set(found).size).toBe(1);
  return found[0] ?? false;
}

const short = (text: string): string => (text.length > 30 ? `${text.slice(0, 10)}… (${text.length})` : text);

describe.each(TABLE)("%s", (_title, checker, rows) => {
  test.each(rows.map((row) => [short(row[0]), short(row[1]), row[2], row] as const))(
    "%j and %j: %s",
    (_answer, _output, _equal, [answer, output, expected]) => {
      expect(isEqual(checker, answer, output)).toBe(expected);
    },
  );
});

test("an output of 100 MB is compared without being kept, one token or all blanks", () => {
  const chunk = Buffer.alloc(64 * 1024, "1");
  for (const checker of [TOKEN, NO_CASE, SPACE, FLOAT]) {
    for (const piece of [chunk, Buffer.alloc(64 * 1024, " ")]) {
      const comparer = createComparer(checker, Buffer.from("1"));
      const before = process.memoryUsage();
      for (let bytes = 0; bytes < 100_000_000; bytes += piece.byteLength) comparer.write(piece);
      const after = process.memoryUsage();
      expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20_000_000);
      expect(comparer.end().ok).toBe(false);
    }
  }
}, 60_000);
