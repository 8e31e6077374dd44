import type { Text } from "#contract/text.ts";

/** `line` and `place` (on its line) count from 0, `start` is its offset in the text. */
export type Token = { text: string; start: number; line: number; place: number };

/** What can be compared of one output: from its beginning to its end, or to where it was cut. */
export type Side = { text: string; tokens: Token[]; cut: boolean };

export type Line = { start: number; text: string };

/** White space is what the judge takes for it: C's `isspace`, not Unicode's. */
const PARTS = /\n|[^ \t\n\v\f\r]+/g;

export function sideOf({ text, tail, cutBytes }: Text): Side {
  const cut = cutBytes > 0;
  const known = cut ? text : text + tail;
  const tokens = tokensOf(known);
  const last = tokens.at(-1);
  // A token that reaches the cut may go on behind it.
  if (cut && last && last.start + last.text.length === known.length) tokens.pop();
  return { text: known, tokens, cut };
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let [line, place] = [0, 0];
  for (const { 0: part, index } of text.matchAll(PARTS)) {
    if (part === "\n") {
      line += 1;
      place = 0;
    } else {
      tokens.push({ text: part, start: index, line, place });
      place += 1;
    }
  }
  return tokens;
}

/** The lines with their ends. A newline at the very end begins no other line. */
export function linesOf({ text }: Side): Line[] {
  let start = 0;
  return text
    .split(/(?<=\n)/)
    .filter((line) => line !== "")
    .map((line) => {
      const here = { start, text: line };
      start += line.length;
      return here;
    });
}
