import type { Text } from "#contract/text.ts";

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes for a client: as UTF-8 when they are, else as base64. Nothing is ever replaced. */
export function toText(bytes: Uint8Array): Text {
  return toCutText({ head: bytes, tail: EMPTY, totalBytes: bytes.byteLength });
}

/** Keeps the first `keep` bytes and says how much is missing. */
export function toBoundedText(bytes: Uint8Array, keep: number): Text {
  return toCutText({ head: bytes.subarray(0, keep), tail: EMPTY, totalBytes: bytes.byteLength });
}

const EMPTY = new Uint8Array();

export type CutBytes = { head: Uint8Array; tail: Uint8Array; totalBytes: number };

/**
 * Head and tail share one encoding. A cut may fall inside a UTF-8 character, which must not turn text into base64:
 * the few bytes of a broken character at the cut count as cut.
 */
export function toCutText({ head, tail, totalBytes }: CutBytes): Text {
  const isCut = head.byteLength + tail.byteLength < totalBytes;
  const wholeHead = isCut ? withoutBrokenEnd(head) : head;
  const wholeTail = isCut ? withoutBrokenStart(tail) : tail;
  const cutBytes = totalBytes - wholeHead.byteLength - wholeTail.byteLength;
  try {
    return {
      encoding: "utf8",
      text: strictUtf8.decode(wholeHead),
      tail: strictUtf8.decode(wholeTail),
      totalBytes,
      cutBytes,
    };
  } catch {
    return {
      encoding: "base64",
      text: Buffer.from(head).toString("base64"),
      tail: Buffer.from(tail).toString("base64"),
      totalBytes,
      cutBytes: totalBytes - head.byteLength - tail.byteLength,
    };
  }
}

const CONTINUATION = 0b1000_0000;

function isContinuation(byte: number): boolean {
  return (byte & 0b1100_0000) === CONTINUATION;
}

/** Drops an unfinished character at the end: at most three bytes. */
export function withoutBrokenEnd(bytes: Uint8Array): Uint8Array {
  let start = bytes.byteLength;
  for (let back = 1; back <= Math.min(4, bytes.byteLength); back += 1) {
    const byte = bytes[bytes.byteLength - back] ?? 0;
    if (isContinuation(byte)) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    if (length > back) start = bytes.byteLength - back;
    break;
  }
  return bytes.subarray(0, start);
}

function withoutBrokenStart(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < Math.min(3, bytes.byteLength) && isContinuation(bytes[start] ?? 0)) start += 1;
  return bytes.subarray(start);
}
