import type { Text } from "#contract/text.ts";

/**
 * What programs print is hostile. It reaches the page as text nodes only, never more of it than a browser shows with
 * ease, and with every character made visible that would hide, reorder or overwrite its neighbours.
 */
export type VisibleText = { head: string; cutBytes: number; tail: string };

export const HEAD_MAX_CHARS = 48 * 1024;
export const TAIL_MAX_CHARS = 16 * 1024;

/** Controls but tab and newline, then invisible and direction-changing characters. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g; // eslint-disable-line no-control-regex
const INVISIBLE =
  /[\u0080-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Written as programmers know them, `\r`, `\x1B`, `\u202E`: many fonts lack the pictures Unicode has for them. */
export function makeVisible(text: string): string {
  return text
    .replace(CONTROLS, (character) => (character === "\r" ? "\\r" : `\\x${hex(character.charCodeAt(0), 2)}`))
    .replace(INVISIBLE, (character) => `\\u${hex(character.charCodeAt(0), 4)}`);
}

/** Bytes that are not UTF-8: printable ASCII stays, everything else is written as `\xNN`. */
export function escapeBytes(base64: string): string {
  return atob(base64).replace(/[^\n\t -[\]-~]/g, (byte) =>
    byte === "\\" ? "\\\\" : `\\x${hex(byte.charCodeAt(0), 2)}`,
  );
}

export function decodeForDisplay(text: string, encoding: Text["encoding"]): string {
  return encoding === "base64" ? escapeBytes(text) : makeVisible(text);
}

/** The beginning and the end of a text that may be larger than what a page should hold. */
export function toVisible({ text, tail, encoding, cutBytes }: Text): VisibleText {
  const head = decodeForDisplay(text, encoding);
  const end = decodeForDisplay(tail, encoding);
  if (cutBytes === 0) return cutMiddle(head + end);
  const shownHead = head.slice(0, HEAD_MAX_CHARS);
  const shownTail = end.slice(-TAIL_MAX_CHARS);
  const alsoCut = head.slice(HEAD_MAX_CHARS) + end.slice(0, Math.max(0, end.length - TAIL_MAX_CHARS));
  return { head: shownHead, cutBytes: cutBytes + byteLength(alsoCut), tail: shownTail };
}

function cutMiddle(text: string): VisibleText {
  if (text.length <= HEAD_MAX_CHARS + TAIL_MAX_CHARS) return { head: text, cutBytes: 0, tail: "" };
  const middle = text.slice(HEAD_MAX_CHARS, -TAIL_MAX_CHARS);
  return {
    head: text.slice(0, HEAD_MAX_CHARS),
    cutBytes: byteLength(middle),
    tail: text.slice(-TAIL_MAX_CHARS),
  };
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function hex(code: number, digits: number): string {
  return code.toString(16).toUpperCase().padStart(digits, "0");
}
