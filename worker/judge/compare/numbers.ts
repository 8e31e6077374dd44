export type Tolerance = { absolute: number; relative: number };

/** `nan`, `inf` and hexadecimal numbers are words: they must match as text. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A decimal number that a double can hold, else null. */
export function parseNumber(token: Uint8Array): number | null {
  const text = Buffer.from(token.buffer, token.byteOffset, token.byteLength).toString("latin1");
  if (!NUMBER.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/**
 * Whether the absolute or the relative error is small enough. The border belongs to what is allowed: an error that is
 * beyond it by no more than what doubles cannot tell (1.000001 is 1e-6 from 1, and a little more as doubles) is.
 */
export function isWithin({ absolute, relative }: Tolerance, got: number, want: number): boolean {
  const allowed = Math.max(absolute, relative * Math.abs(want));
  if (allowed === 0) return got === want;
  const rounding = Number.EPSILON * Math.max(Math.abs(got), Math.abs(want));
  return Math.abs(got - want) <= allowed + rounding;
}
