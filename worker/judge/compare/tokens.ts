/** What C's `isspace` calls white space in the default locale. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** Bytes that are all white space, or none of them. */
export type Piece = { isSpace: boolean; bytes: Uint8Array };

/** The tokens of a buffer and, where wanted, what is between them, one by one, without copying. */
export function* piecesOf(
  bytes: Uint8Array,
  { withSpace }: { withSpace: boolean },
): Generator<Piece, void, void> {
  for (let start = 0; start < bytes.byteLength;) {
    const end = pieceEnd(bytes, start);
    const isSpacePiece = isSpace(bytes[start] ?? 0);
    if (withSpace || !isSpacePiece) yield { isSpace: isSpacePiece, bytes: bytes.subarray(start, end) };
    start = end;
  }
}

function pieceEnd(bytes: Uint8Array, start: number): number {
  const space = isSpace(bytes[start] ?? 0);
  let end = start + 1;
  while (end < bytes.byteLength && isSpace(bytes[end] ?? 0) === space) end += 1;
  return end;
}

const NOTHING = new Uint8Array();

/**
 * Cuts a stream of chunks into pieces. One that spans chunks is handed out part by part, for it may be as long as the
 * whole output; the last part, which may be empty, says so. Parts are only valid during the call.
 */
export function createPieceReader(onPart: (part: Piece, isLast: boolean) => void): {
  write: (chunk: Uint8Array) => void;
  end: () => void;
} {
  /** Of the piece that the last chunk ended in; null when there is none. */
  let openSpace: boolean | null = null;
  const close = (): void => {
    if (openSpace !== null) onPart({ isSpace: openSpace, bytes: NOTHING }, true);
    openSpace = null;
  };
  return {
    write(chunk) {
      for (let start = 0; start < chunk.byteLength;) {
        const space = isSpace(chunk[start] ?? 0);
        if (openSpace !== space) close();
        const end = pieceEnd(chunk, start);
        const isLast = end < chunk.byteLength;
        onPart({ isSpace: space, bytes: chunk.subarray(start, end) }, isLast);
        openSpace = isLast ? null : space;
        start = end;
      }
    },
    end: close,
  };
}
