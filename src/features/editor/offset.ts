import type { Place } from "./use-markers.ts";

/** The offset of a place in a text, which is what a text area understands. */
export function offsetOf(text: string, { line, column = 1 }: Place): number {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  return Math.min(text.length, before + Math.min(column - 1, lines[line - 1]?.length ?? 0));
}
