/** What C's `isspace` calls white space in the default locale. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** The tokens of a buffer, one by one, without copying. */
export function* tokensOf(bytes: Uint8Array): Generator<Uint8Array, void, void> {
  let start = -1;
  for (let i = 0; i < bytes.byteLength; i += 1) {
    if (isSpace(bytes[i] ?? 0)) {
      if (start >= 0) yield bytes.subarray(start, i);
      start = -1;
    } else if (start < 0) {
      start = i;
    }
  }
  if (start >= 0) yield bytes.subarray(start);
}

/**
 * Cuts a stream of chunks into tokens. A token that spans chunks is put together; its length is bounded by the
 * run's output limit.
 */
export function createTokenReader(onToken: (token: Uint8Array) => void): {
  write: (chunk: Uint8Array) => void;
  end: () => void;
} {
  let pending: Uint8Array[] = [];
  const flush = (): void => {
    if (pending.length === 0) return;
    const token = pending.length === 1 ? pending[0] : Buffer.concat(pending);
    pending = [];
    if (token) onToken(token);
  };
  return {
    write(chunk) {
      let start = 0;
      for (let i = 0; i < chunk.byteLength; i += 1) {
        if (!isSpace(chunk[i] ?? 0)) continue;
        if (i > start) {
          if (pending.length > 0) pending.push(chunk.slice(start, i));
          else onToken(chunk.subarray(start, i));
        }
        flush();
        start = i + 1;
      }
      if (start < chunk.byteLength) pending.push(chunk.slice(start));
    },
    end: flush,
  };
}
