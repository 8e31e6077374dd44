import { describe, expect, test } from "vitest";
import { createCapture } from "./capture.ts";
import { toBoundedText, toText } from "./text.ts";

function captured(bytes: Uint8Array, chunkBytes: number, [head, tail]: [number, number]) {
  const capture = createCapture(head, tail);
  for (let at = 0; at < bytes.byteLength; at += chunkBytes)
    capture.write(bytes.subarray(at, at + chunkBytes));
  return capture.text();
}

const digits = Uint8Array.from({ length: 100 }, (_, index) => 0x30 + (index % 10));

describe("capture", () => {
  test("keeps everything when it fits into head and tail together", () => {
    for (const chunkBytes of [1, 3, 7, 100]) {
      for (const limits of [
        [100, 0],
        [60, 40],
        [99, 1],
        [10, 90],
      ] satisfies [number, number][]) {
        const text = captured(digits, chunkBytes, limits);
        expect(text).toMatchObject({ cutBytes: 0, totalBytes: 100, tail: "" });
        expect(text.text).toBe(Buffer.from(digits).toString());
      }
    }
  });

  test("keeps beginning and end, and says how much is missing", () => {
    for (const chunkBytes of [1, 3, 7, 64, 100]) {
      expect(captured(digits, chunkBytes, [12, 5])).toEqual({
        encoding: "utf8",
        text: "012345678901",
        tail: "56789",
        totalBytes: 100,
        cutBytes: 83,
      });
    }
  });

  test("does not turn text into base64 because a character was cut", () => {
    const text = new TextEncoder().encode("ä€😀".repeat(50));
    for (let head = 1; head < 20; head += 1) {
      const kept = captured(text, 4, [head, head]);
      expect(kept.encoding).toBe("utf8");
      const keptBytes = Buffer.byteLength(kept.text) + Buffer.byteLength(kept.tail);
      expect(keptBytes + kept.cutBytes).toBe(text.byteLength);
    }
  });
});

describe("text", () => {
  test("is UTF-8 when the bytes are, and base64 otherwise; nothing is replaced", () => {
    for (const text of ["", "plain", "\ufeffwith BOM", "a\0b", "\ufffd"]) {
      expect(toText(new TextEncoder().encode(text))).toMatchObject({ encoding: "utf8", text, cutBytes: 0 });
    }
    const invalid = Uint8Array.of(0xff, 0xfe, 0x41);
    expect(toText(invalid)).toMatchObject({
      encoding: "base64",
      text: Buffer.from(invalid).toString("base64"),
    });
  });

  test("is cut where asked", () => {
    expect(toBoundedText(digits, 4)).toMatchObject({ text: "0123", totalBytes: 100, cutBytes: 96 });
  });
});
