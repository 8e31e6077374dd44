/** Result of comparing a program's output with the expected one. */
export type Comparison = {
  ok: boolean;
  /** The first difference in words; empty when equal. Quotes expected output: only for people who may see it. */
  message: string;
};

/** Compares while the output streams by, in constant memory. `end` is called once, after the last chunk. */
export type Comparer = {
  write: (chunk: Uint8Array) => void;
  end: () => Comparison;
};

const SHOWN_CHARS = 40;

/** A token as it may be quoted in a message: short, printable, unambiguous. */
export function quoted(token: Uint8Array): string {
  const shown = Buffer.from(token.subarray(0, SHOWN_CHARS))
    .toString("latin1")
    .replaceAll(/[^\x20-\x7e]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return `"${shown}${token.byteLength > SHOWN_CHARS ? "…" : ""}"`;
}
