import { describe, expect, test } from "vitest";
import type { Checker } from "#contract/submission.ts";
import { createComparer } from "./create-comparer.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Compares with the output cut at every position, and byte by byte: where chunks end must not matter. */
function compare(checker: Checker, expected: string, actual: string): { ok: boolean; message: string } {
  const output = bytes(actual);
  const cuts = [[output], [...output].map((byte) => Uint8Array.of(byte))];
  for (let at = 1; at < output.byteLength; at += 1) cuts.push([output.subarray(0, at), output.subarray(at)]);
  const results = cuts.map((chunks) => {
    const comparer = createComparer(checker, bytes(expected));
    for (const chunk of chunks) comparer.write(chunk);
    return comparer.end();
  });
  const [first = { ok: false, message: "" }, ...others] = results;
  for (const other of others) expect(other).toEqual(first);
  return first;
}

describe("token", () => {
  const token: Checker = { kind: "token" };
  test.each([
    ["1 2 3\n", "1 2 3\n", true],
    ["1 2 3\n", "1\n2\r\n\t3   ", true],
    ["1 2 3", "1 2", false],
    ["1 2", "1 2 3", false],
    ["12", "1 2", false],
    ["", "", true],
    ["", " \n", true],
    ["a", "", false],
    ["yes", "YES", false],
    ["a\0b", "a", false],
    ["1.0", "1", false],
  ])("%j and %j: %s", (expected, actual, ok) => {
    expect(compare(token, expected, actual).ok).toBe(ok);
  });

  test("in any case when asked to, for ASCII letters", () => {
    expect(compare({ kind: "token", caseSensitive: false }, "Yes", "yES").ok).toBe(true);
    expect(compare({ kind: "token", caseSensitive: false }, "[", "{").ok).toBe(false);
  });

  test("names the first difference", () => {
    expect(compare(token, "1 2 3", "1 5 4").message).toBe('Token 2 is "5", expected "2".');
    expect(compare(token, "1 2", "1").message).toBe('The output ends after 1 tokens, expected "2" next.');
    expect(compare(token, "1", "1 \u001b[31m").message).toBe(
      'There is more output than expected: token 2 is "\\x1b[31m".',
    );
  });
});

describe("exact", () => {
  test.each([
    ["a\n", "a\n", true],
    ["a\n", "a", false],
    ["a", "a\n", false],
    ["a b", "a  b", false],
    ["", "", true],
  ])("%j and %j: %s", (expected, actual, ok) => {
    expect(compare({ kind: "exact" }, expected, actual).ok).toBe(ok);
  });

  test("names the first byte that differs", () => {
    expect(compare({ kind: "exact" }, "abcd", "abXd").message).toContain("byte 3");
    expect(compare({ kind: "exact" }, "abcd", "ab").message).toContain("byte 3");
  });
});

describe("float", () => {
  test.each([
    [{ kind: "float" }, "0.5", "0.5000001", true],
    [{ kind: "float" }, "0.5", "0.50001", false],
    [{ kind: "float", absolute: 0.01 }, "100", "100.009", true],
    [{ kind: "float", absolute: 0.01 }, "100", "100.02", false],
    [{ kind: "float", relative: 0.01 }, "100", "101", true],
    [{ kind: "float", relative: 0.01 }, "100", "101.5", false],
    [{ kind: "float" }, "1e3", "1000.0", true],
    [{ kind: "float" }, "YES 1", "YES 1.0", true],
    [{ kind: "float" }, "YES", "NO", false],
    [{ kind: "float" }, "1", "nan", false],
    [{ kind: "float" }, "1", "0x1", false],
  ] satisfies [Checker, string, string, boolean][])("%j: %s and %s: %s", (checker, expected, actual, ok) => {
    expect(compare(checker, expected, actual).ok).toBe(ok);
  });
});
