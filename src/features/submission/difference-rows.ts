import { makeVisible } from "../output/visible-text.ts";
import type { Line } from "./output-side.ts";

/** `first` is the difference that decided, `differs` one that follows it. */
export type Mark = "first" | "differs";
/** A token, or one character of white space. */
export type Piece = { text: string; space: boolean; trailing: boolean; mark: Mark | null };
/** `number` counts from 1. */
export type ShownLine = { number: number; pieces: Piece[]; cutBefore: boolean; cutAfter: boolean };
export type DifferenceRow = { expected: ShownLine | null; actual: ShownLine | null };

type Both<Value> = { expected: Value; actual: Value };
type Marked = { lines: readonly Line[]; marks: ReadonlyMap<number, Mark> };

const LINES_ABOVE = 4;
const LINES_BELOW = 15;
const PIECES_MAX = 120;
const PIECES_BEFORE = 30;
const TOKEN_MAX = 160;

/**
 * The lines around the first difference. Each output starts from its own line of it, so that the two tokens meet in one
 * row even when the lines are divided otherwise.
 */
export function rowsAround(
  first: Both<number>,
  { expected, actual }: Both<Marked>,
): { rows: DifferenceRow[]; more: { above: boolean; below: boolean } } {
  const rows: DifferenceRow[] = [];
  for (let offset = -LINES_ABOVE; offset <= LINES_BELOW; offset += 1) {
    const row = {
      expected: lineAt(expected, first.expected + offset),
      actual: lineAt(actual, first.actual + offset),
    };
    if (row.expected || row.actual) rows.push(row);
  }
  const above = Math.max(first.expected, first.actual) > LINES_ABOVE;
  const below =
    first.expected + LINES_BELOW + 1 < expected.lines.length ||
    first.actual + LINES_BELOW + 1 < actual.lines.length;
  return { rows, more: { above, below } };
}

function lineAt({ lines, marks }: Marked, index: number): ShownLine | null {
  const line = lines[index];
  if (!line) return null;
  const pieces = piecesOf(line, marks);
  const deciding = pieces.findIndex(({ mark }) => mark === "first");
  const from = pieces.length > PIECES_MAX ? Math.max(0, deciding - PIECES_BEFORE) : 0;
  const shown = pieces.slice(from, from + PIECES_MAX);
  return {
    number: index + 1,
    pieces: shown,
    cutBefore: from > 0,
    cutAfter: from + shown.length < pieces.length,
  };
}

function piecesOf({ start, text }: Line, marks: ReadonlyMap<number, Mark>): Piece[] {
  const content = text.replace(/[ \t\n\v\f\r]+$/, "").length;
  return Array.from(text.matchAll(/[ \t\n\v\f\r]|[^ \t\n\v\f\r]+/g), ({ 0: part, index }) => {
    const space = /^[ \t\n\v\f\r]$/.test(part);
    return {
      text: space ? part : shorten(makeVisible(part)),
      space,
      trailing: index >= content && part !== "\n",
      mark: marks.get(start + index) ?? null,
    };
  });
}

function shorten(token: string): string {
  return token.length > TOKEN_MAX ? `${token.slice(0, TOKEN_MAX)}…` : token;
}
