import { quoted, QUOTED_MAX_BYTES, type BuiltInComparer, type Comparison } from "./comparison.ts";
import { isWithin, parseNumber, type Tolerance } from "./numbers.ts";
import { createPieceReader, piecesOf, type Piece } from "./tokens.ts";

export type TokenRules = {
  caseSensitive: boolean;
  /** White space must match byte for byte, too. */
  spaceSensitive: boolean;
  /** Numbers need not be equal; null: they are words like any other. */
  tolerance: Tolerance | null;
};

const NOTHING = new Uint8Array();
/** No number needs more digits; what is longer is none. */
const NUMBER_MAX_BYTES = 64 * 1024;

/**
 * Tokens between white space must match; how much white space there is matters only where the rules say so. Works in
 * constant memory even where the whole output is one token: a piece is compared part by part as it comes.
 */
export function createTokenComparer(expected: Uint8Array, rules: TokenRules): BuiltInComparer {
  const wanted = piecesOf(expected, { withSpace: rules.spaceSensitive });
  let tokens = 0;
  let difference: string | null = null;
  let current: PieceComparison | null = null;

  function startPiece(piece: Piece): PieceComparison {
    if (!piece.isSpace) tokens += 1;
    return comparePiece(piece.isSpace, wanted.next().value ?? null, rules);
  }

  const reader = createPieceReader((part, isLast) => {
    if (difference !== null || (part.isSpace && !rules.spaceSensitive)) return;
    current ??= startPiece(part);
    current.write(part.bytes, isLast);
    if (!isLast) return;
    difference = current.end(tokens);
    current = null;
  });
  return {
    write(chunk) {
      if (difference === null) reader.write(chunk);
    },
    end(): Comparison {
      reader.end();
      if (difference === null) difference = describeMissing(wanted.next().value ?? null, tokens);
      return difference === null ? { ok: true, message: "" } : { ok: false, message: difference };
    },
  };
}

function describeMissing(next: Piece | null, tokens: number): string | null {
  if (next === null) return null;
  if (next.isSpace) return `The output ends after ${tokens} tokens, expected white space next.`;
  return `The output ends after ${tokens} tokens, expected ${quoted(next.bytes)} next.`;
}

type PieceComparison = {
  write: (part: Uint8Array, isLast: boolean) => void;
  /** The difference in words, or null. */
  end: (tokens: number) => string | null;
};

/** One piece of the output against the expected piece at its place; null when there is none. */
function comparePiece(isSpace: boolean, want: Piece | null, rules: TokenRules): PieceComparison {
  const { tolerance } = rules;
  const wantNumber = tolerance === null || isSpace || want === null ? null : parseNumber(want.bytes);
  const headMaxBytes = wantNumber === null ? QUOTED_MAX_BYTES : NUMBER_MAX_BYTES;
  const fold = isSpace || rules.caseSensitive ? asItIs : lower;
  const heads: Uint8Array[] = [];
  let headBytes = 0;
  const head = (): Uint8Array => (heads.length === 1 && heads[0]) || Buffer.concat(heads);
  let lengthBytes = 0;
  let isSame = want !== null && want.isSpace === isSpace;

  function isEqual(): boolean {
    if (isSame && lengthBytes === want?.bytes.byteLength) return true;
    if (tolerance === null || wantNumber === null || lengthBytes > NUMBER_MAX_BYTES) return false;
    const got = parseNumber(head());
    return got !== null && isWithin(tolerance, got, wantNumber);
  }

  return {
    write(part, isLast) {
      if (isSame) isSame = matches(part, want?.bytes.subarray(lengthBytes) ?? NOTHING, fold);
      const beginning = part.subarray(0, headMaxBytes - headBytes);
      // Parts are only valid during the call; a whole piece is done with by then.
      if (beginning.byteLength > 0) heads.push(lengthBytes === 0 && isLast ? beginning : beginning.slice());
      headBytes += beginning.byteLength;
      lengthBytes += part.byteLength;
    },
    end(tokens) {
      if (isEqual()) return null;
      const where = isSpace ? `The white space after token ${tokens}` : `Token ${tokens}`;
      if (want === null && !isSpace) {
        return `There is more output than expected: token ${tokens} is ${quoted(head(), lengthBytes)}.`;
      }
      if (want === null) return `There is more output than expected: white space after token ${tokens}.`;
      return `${where} is ${quoted(head(), lengthBytes)}, expected ${quoted(want.bytes)}.`;
    },
  };
}

/** Whether `part` is what `expected` begins with. */
function matches(part: Uint8Array, expected: Uint8Array, fold: (byte: number) => number): boolean {
  if (part.byteLength > expected.byteLength) return false;
  if (fold === asItIs) return Buffer.compare(part, expected.subarray(0, part.byteLength)) === 0;
  return part.every((byte, index) => fold(byte) === fold(expected[index] ?? 0));
}

function asItIs(byte: number): number {
  return byte;
}

/** ASCII letters only; everything else byte for byte. */
function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
