import type { Checker } from "#contract/submission.ts";
import type { Comparer } from "./comparison.ts";
import { createExactComparer } from "./exact.ts";
import { createTokenComparer, sameBytes, sameIgnoringCase, withinTolerance } from "./token.ts";

/** Used by `float` when the request names no tolerance. */
const DEFAULT_TOLERANCE = 1e-6;

/** The built-in checker a submission asked for. */
export function createComparer(checker: Checker, expected: Uint8Array): Comparer {
  const equal = checker.caseSensitive === false ? sameIgnoringCase : sameBytes;
  switch (checker.kind) {
    case "exact":
      return createExactComparer(expected);
    case "token":
      return createTokenComparer(expected, equal);
    case "float": {
      const isGiven = checker.absolute !== undefined || checker.relative !== undefined;
      const fallback = isGiven ? 0 : DEFAULT_TOLERANCE;
      const tolerance = { absolute: checker.absolute ?? fallback, relative: checker.relative ?? fallback };
      return createTokenComparer(expected, withinTolerance(tolerance, equal));
    }
  }
}
