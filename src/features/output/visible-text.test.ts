import { describe, expect, it } from "vitest";
import { escapeBytes, HEAD_MAX_CHARS, makeVisible, TAIL_MAX_CHARS, toVisible } from "./visible-text.ts";

const whole = (text: string) => ({
  encoding: "utf8" as const,
  text,
  tail: "",
  totalBytes: text.length,
  cutBytes: 0,
});

describe("makeVisible", () => {
  it("keeps ordinary text, tabs and newlines", () => {
    expect(makeVisible("a\tb\nç 日本 🙂\n")).toBe("a\tb\nç 日本 🙂\n");
  });

  it("writes controls as escapes", () => {
    expect(makeVisible("\u0000\u001b[2J\r\n\u007f")).toBe("\\x00\\x1B[2J\\r\n\\x7F");
  });

  it("names characters that hide or reorder text", () => {
    expect(makeVisible("a\u202eb\u200bc")).toBe("a\\u202Eb\\u200Bc");
  });
});

describe("escapeBytes", () => {
  it("writes bytes that are not printable ASCII as escapes, and stays unambiguous", () => {
    expect(escapeBytes(btoa("ok\n\xff\x00\\x"))).toBe("ok\n\\xFF\\x00\\\\x");
  });
});

describe("toVisible", () => {
  it("shows a small text whole", () => {
    expect(toVisible(whole("hello\n"))).toEqual({ head: "hello\n", cutBytes: 0, tail: "" });
  });

  it("keeps the beginning and the end of a large text and counts what is missing", () => {
    const size = 200_000;
    const shown = toVisible(whole("x".repeat(size)));
    expect(shown.head).toHaveLength(HEAD_MAX_CHARS);
    expect(shown.tail).toHaveLength(TAIL_MAX_CHARS);
    expect(shown.cutBytes).toBe(size - HEAD_MAX_CHARS - TAIL_MAX_CHARS);
  });

  it("adds what it cuts to what was cut before", () => {
    const text = { ...whole("x".repeat(HEAD_MAX_CHARS + 10)), tail: "end", cutBytes: 1_000 };
    expect(toVisible(text)).toMatchObject({ cutBytes: 1_010, tail: "end" });
  });
});
