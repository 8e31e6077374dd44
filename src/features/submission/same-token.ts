import type { Checker } from "#contract/submission.ts";

/** What the judge takes where a request names no tolerance. */
const DEFAULT_TOLERANCE = 1e-6;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

export type SameToken = (expected: string, actual: string) => boolean;

/** Whether the judge takes two tokens for the same; what it calls a difference is all a page may call one. */
export function sameToken(checker: Checker): SameToken {
  const fold = checker.caseSensitive === false ? lower : (token: string) => token;
  const same: SameToken = (expected, actual) => fold(expected) === fold(actual);
  return checker.kind === "float" ? withinTolerance(checker, same) : same;
}

/** ASCII letters only, as the judge does. */
function lower(token: string): string {
  return token.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function withinTolerance({ absolute, relative }: Checker, otherwise: SameToken): SameToken {
  const fallback = absolute === undefined && relative === undefined ? DEFAULT_TOLERANCE : 0;
  return (expected, actual) => {
    if (!NUMBER.test(expected)) return otherwise(expected, actual);
    if (!NUMBER.test(actual)) return false;
    const want = Number(expected);
    const error = Math.abs(Number(actual) - want);
    return error <= (absolute ?? fallback) || error <= (relative ?? fallback) * Math.abs(want);
  };
}
