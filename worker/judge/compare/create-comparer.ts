import type { Checker } from "#contract/submission.ts";
import type { BuiltInComparer } from "./comparison.ts";
import { createExactComparer } from "./exact.ts";
import type { Tolerance } from "./numbers.ts";
import { createTokenComparer } from "./token.ts";

/** Used by `float` when the request names no tolerance. */
const DEFAULT_TOLERANCE = 1e-6;

/** The built-in checker a submission asked for. */
export function createComparer(checker: Checker, expected: Uint8Array): BuiltInComparer {
  if (checker.kind === "exact") return createExactComparer(expected);
  return createTokenComparer(expected, {
    caseSensitive: checker.caseSensitive ?? true,
    spaceSensitive: checker.spaceSensitive ?? false,
    tolerance: checker.kind === "float" ? toleranceOf(checker) : null,
  });
}

function toleranceOf({ absolute, relative }: Checker): Tolerance {
  const fallback = absolute === undefined && relative === undefined ? DEFAULT_TOLERANCE : 0;
  return { absolute: absolute ?? fallback, relative: relative ?? fallback };
}
