import { quoted, type Comparer, type Comparison } from "./comparison.ts";
import { createTokenReader, tokensOf } from "./tokens.ts";

export type TokenEquality = (actual: Uint8Array, expected: Uint8Array) => boolean;

/** Tokens between white space must match; how much white space there is does not matter. */
export function createTokenComparer(expected: Uint8Array, equal: TokenEquality): Comparer {
  const wanted = tokensOf(expected);
  let count = 0;
  let difference: string | null = null;
  const reader = createTokenReader((token) => {
    if (difference !== null) return;
    count += 1;
    const next = wanted.next();
    if (next.done) difference = `There is more output than expected: token ${count} is ${quoted(token)}.`;
    else if (!equal(token, next.value)) {
      difference = `Token ${count} is ${quoted(token)}, expected ${quoted(next.value)}.`;
    }
  });
  return {
    write: reader.write,
    end(): Comparison {
      reader.end();
      if (difference === null) {
        const next = wanted.next();
        if (!next.done)
          difference = `The output ends after ${count} tokens, expected ${quoted(next.value)} next.`;
      }
      return difference === null ? { ok: true, message: "" } : { ok: false, message: difference };
    },
  };
}

export function sameBytes(actual: Uint8Array, expected: Uint8Array): boolean {
  return actual.byteLength === expected.byteLength && Buffer.compare(actual, expected) === 0;
}

/** ASCII letters in any case; everything else byte for byte. */
export function sameIgnoringCase(actual: Uint8Array, expected: Uint8Array): boolean {
  return (
    actual.byteLength === expected.byteLength &&
    actual.every((byte, index) => lower(byte) === lower(expected[index] ?? 0))
  );
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

export type Tolerance = { absolute: number; relative: number };

/**
 * Where the expected token is a decimal number, the actual one must be a number within the absolute or the relative
 * tolerance; every other token must match by `otherwise`.
 */
export function withinTolerance(tolerance: Tolerance, otherwise: TokenEquality): TokenEquality {
  return (actual, expected) => {
    const want = parseNumber(expected);
    if (want === null) return otherwise(actual, expected);
    const got = parseNumber(actual);
    if (got === null) return false;
    const error = Math.abs(got - want);
    return error <= tolerance.absolute || error <= tolerance.relative * Math.abs(want);
  };
}

function parseNumber(token: Uint8Array): number | null {
  const text = Buffer.from(token).toString("latin1");
  return NUMBER.test(text) ? Number(text) : null;
}
