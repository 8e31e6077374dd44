import { expect, test } from "vitest";
import { createLiveOutput, type LivePiece } from "./live-output.ts";

function record() {
  const pieces: LivePiece[] = [];
  return { pieces, live: createLiveOutput((piece) => pieces.push(piece)) };
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("what was written before the test was announced is sent after it, in order and together", () => {
  const { pieces, live } = record();
  live.write("stdout", bytes("a"));
  live.write("stdout", bytes("b"));
  live.write("stderr", bytes("!"));
  live.write("stdout", bytes("c"));
  expect(pieces).toEqual([]);
  live.open();
  live.close();
  expect(pieces.map(({ stream, chunk }) => [stream, chunk])).toEqual([
    ["stdout", "ab"],
    ["stderr", "!"],
    ["stdout", "c"],
  ]);
});

test("a character split between two chunks arrives whole", () => {
  const { pieces, live } = record();
  live.open();
  // One byte first, so that what is sent in between does not end where a character ends.
  const text = `x${"😀".repeat(5_000)}`;
  for (const byte of bytes(text)) live.write("stdout", Uint8Array.of(byte));
  live.close();
  expect(pieces.every(({ encoding }) => encoding === "utf8")).toBe(true);
  expect(pieces.map(({ chunk }) => chunk).join("")).toBe(text);
  expect(pieces.length).toBeLessThan(10);
});

test("a flood is shown up to its cap, and nothing after the end", () => {
  const { pieces, live } = record();
  live.open();
  for (let index = 0; index < 1_000; index += 1) live.write("stdout", bytes("x".repeat(1_024)));
  live.close();
  live.write("stdout", bytes("late"));
  expect(pieces.map(({ chunk }) => chunk).join("")).toHaveLength(128 * 1024);
});

test("a program that never was announced sends nothing", () => {
  const { pieces, live } = record();
  live.write("stdout", bytes("x"));
  live.close();
  expect(pieces).toEqual([]);
});
