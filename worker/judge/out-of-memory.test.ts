import { expect, test } from "vitest";
import { outcomeOf } from "../../tests/support/fixtures.ts";
import { watchForOutOfMemory } from "./out-of-memory.ts";

const sign = { stderr: ["heap is full", "no memory"], memoryShare: 0.8 };

function explains(pieces: readonly string[], peakMemoryBytes: number): boolean {
  const watch = watchForOutOfMemory(sign, 1_000);
  for (const piece of pieces) watch.write(Buffer.from(piece));
  return watch.explains(outcomeOf({ exitCode: 1, peakMemoryBytes }));
}

test.each([
  ["the words, and the memory is used", ["error: heap is full\n"], 800, true],
  ["any of the words, cut in pieces", ["error: n", "o mem", "ory", " at line 1"], 900, true],
  ["the words alone", ["heap is full"], 799, false],
  ["the memory alone", ["heap is", "", " nearly full"], 1_000, false],
])("%s", (_what, pieces, peakMemoryBytes, expected) => {
  expect(explains(pieces, peakMemoryBytes)).toBe(expected);
});
