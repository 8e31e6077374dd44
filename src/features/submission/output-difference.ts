import type { Checker } from "#contract/submission.ts";
import type { Text } from "#contract/text.ts";
import { makeVisible } from "../output/visible-text.ts";
import { type Mark, rowsAround, type DifferenceRow } from "./difference-rows.ts";
import { linesOf, type Side, sideOf, type Token } from "./output-side.ts";
import { sameToken } from "./same-token.ts";

export type OutputDifference = {
  /** The first difference in words. */
  summary: string;
  /** The lines around it, side by side; empty when it lies in a part that was cut. */
  rows: DifferenceRow[];
  /** Whether there are lines beyond the rows. */
  more: { above: boolean; below: boolean };
};

/** Where in each output, by offset, and on which line; no marks where that output has ended. */
type Found = { summary: string; line: Places<number>; marks: Places<Marks> };
type Places<Value> = { expected: Value; actual: Value };
type Marks = ReadonlyMap<number, Mark>;

/** So many tokens behind the first difference are compared as well. */
const ALSO_MARKED = 400;
const QUOTED_CHARS = 40;
const QUOTED_BEFORE = 12;
const IN_CUT_PART = "What is kept of both outputs is the same: the difference lies in a part that was cut.";

/**
 * The first difference that the judge's checker sees. Null when there is none to be found, or when the outputs are not
 * text. What was cut is never compared: neither the gap, nor a token that touches it, nor the end that follows it.
 */
export function findDifference(expected: Text, actual: Text, checker: Checker): OutputDifference | null {
  if (expected.encoding !== "utf8" || actual.encoding !== "utf8") return null;
  const sides = { expected: sideOf(expected), actual: sideOf(actual) };
  const found = findFirst(sides, checker);
  if (found === "same") return null;
  if (found === "cut") return { summary: IN_CUT_PART, rows: [], more: { above: false, below: false } };
  const { rows, more } = rowsAround(found.line, {
    expected: { lines: linesOf(sides.expected), marks: found.marks.expected },
    actual: { lines: linesOf(sides.actual), marks: found.marks.actual },
  });
  return { summary: found.summary, rows, more };
}

function findFirst(sides: Places<Side>, checker: Checker): Found | "same" | "cut" {
  if (checker.kind === "exact") return findCharacter(sides);
  const found = findToken(sides, checker);
  // Every token is as it should be: what is left to differ is the white space between them.
  return found === "same" && checker.spaceSensitive === true ? findCharacter(sides) : found;
}

function findToken({ expected, actual }: Places<Side>, checker: Checker): Found | "same" | "cut" {
  const same = sameToken(checker);
  const differs = (index: number): boolean => {
    const [want, got] = [expected.tokens[index], actual.tokens[index]];
    return !want || !got || !same(want.text, got.text);
  };
  const common = Math.min(expected.tokens.length, actual.tokens.length);
  let first = 0;
  while (first < common && !differs(first)) first += 1;
  const [want, got] = [expected.tokens[first], actual.tokens[first]];
  if ((!want && expected.cut) || (!got && actual.cut)) return "cut";
  if (!want && !got) return "same";
  const marked = Array.from({ length: ALSO_MARKED }, (_, offset) => first + offset).filter(differs);
  const marksOf = ({ tokens }: Side): Marks =>
    new Map(
      marked.flatMap((index) => {
        const token = tokens[index];
        return token ? [[token.start, index === first ? "first" : "differs"] as const] : [];
      }),
    );
  return {
    summary: describeTokens(want, got, { expected, actual }),
    line: {
      expected: want?.line ?? endLine(expected, got),
      actual: got?.line ?? endLine(actual, want),
    },
    marks: { expected: marksOf(expected), actual: marksOf(actual) },
  };
}

/** An output ends on its last line, unless what it lacks begins a line of its own. */
function endLine(side: Side, other: Token | undefined): number {
  const lines = linesOf(side).length;
  return other && other.place > 0 ? Math.max(0, lines - 1) : lines;
}

function describeTokens(want: Token | undefined, got: Token | undefined, sides: Places<Side>): string {
  const where = placeOf(got ?? want);
  if (want && got)
    return `${where}: expected ${quote(want.text, got.text)}, got ${quote(got.text, want.text)}.`;
  if (got)
    return `${where}: ${quote(got.text)} is extra${countBeyond(sides.actual, sides.expected, "extra")}.`;
  const missing = want ? quote(want.text) : "";
  return `${where}: ${missing} is missing${countBeyond(sides.expected, sides.actual, "missing")}.`;
}

/** How much of the longer output has no counterpart; said only when nothing of it was cut. */
function countBeyond(longer: Side, shorter: Side, word: string): string {
  const tokens = longer.tokens.length - shorter.tokens.length;
  if (longer.cut || tokens < 2) return "";
  return ` (${tokens} tokens ${word} from here to the end)`;
}

function placeOf(token: Token | undefined): string {
  return token ? `Line ${token.line + 1}, token ${token.place + 1}` : "";
}

/** Character by character, for a checker to which white space matters. */
function findCharacter({ expected, actual }: Places<Side>): Found | "same" | "cut" {
  const common = Math.min(expected.text.length, actual.text.length);
  let at = 0;
  while (at < common && expected.text[at] === actual.text[at]) at += 1;
  const ended = { expected: at === expected.text.length, actual: at === actual.text.length };
  if ((ended.expected && expected.cut) || (ended.actual && actual.cut)) return "cut";
  if (ended.expected && ended.actual) return "same";
  const before = expected.text.slice(0, at);
  const line = before.split("\n").length - 1;
  return {
    summary: describeCharacter({ expected, actual }, at, line),
    line: { expected: line, actual: line },
    marks: { expected: markAt(expected, at), actual: markAt(actual, at) },
  };
}

function describeCharacter({ expected, actual }: Places<Side>, at: number, line: number): string {
  const [want, got] = [tokenAt(expected, at), tokenAt(actual, at)];
  if (want && got) {
    return `${placeOf(got)}: expected ${quote(want.text, got.text)}, got ${quote(got.text, want.text)}.`;
  }
  const column = at - (expected.text.lastIndexOf("\n", at - 1) + 1) + 1;
  const place = `Line ${line + 1}, column ${at === 0 ? 1 : column}`;
  return `${place}: expected ${nameAt(expected, at)}, got ${nameAt(actual, at)}.`;
}

const NAMES: Readonly<Record<string, string>> = {
  " ": "a space",
  "\t": "a tab",
  "\n": "the end of the line",
  "\r": "a carriage return (\\r)",
  "\v": "a vertical tab",
  "\f": "a form feed",
};

function nameAt(side: Side, at: number): string {
  const character = side.text[at];
  if (character === undefined) return "the end of the output";
  return NAMES[character] ?? quote(side.text.slice(at).split(/\s/, 1)[0] ?? "");
}

function tokenAt({ tokens }: Side, at: number): Token | undefined {
  return tokens.find(({ start, text }) => start <= at && at < start + text.length);
}

function markAt(side: Side, at: number): Marks {
  return at < side.text.length ? new Map([[tokenAt(side, at)?.start ?? at, "first"]]) : new Map();
}

/** A token in a sentence: short, around the place where it differs from `other`. */
function quote(token: string, other = ""): string {
  if (token.length <= QUOTED_CHARS) return makeVisible(token);
  let at = 0;
  while (at < token.length && token[at] === other[at]) at += 1;
  const from = other && at > QUOTED_CHARS - QUOTED_BEFORE ? at - QUOTED_BEFORE : 0;
  const to = from + QUOTED_CHARS;
  const shown = makeVisible(token.slice(from, to));
  return `${from > 0 ? "…" : ""}${shown}${to < token.length ? "…" : ""}`;
}
