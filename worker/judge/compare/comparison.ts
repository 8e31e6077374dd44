/** Result of comparing a program's output with the expected one. */
export type Comparison = {
  ok: boolean;
  /** Wrong in form only, as a problem's own checker may say. */
  isPresentation?: boolean;
  /** The first difference in words; may be empty. Quotes expected output: only for people who may see it. */
  message: string;
};

/** Told what a program writes, while it does. `end` is called once, after the last chunk. */
export type Comparer = {
  write: (chunk: Uint8Array) => void;
  end: () => Comparison | Promise<Comparison>;
};

/** Compares while the output streams by, in constant memory. */
export type BuiltInComparer = Pick<Comparer, "write"> & { end: () => Comparison };

const SHOWN_CHARS = 40;
/** More of a token is not needed to quote it. */
export const QUOTED_MAX_BYTES = SHOWN_CHARS;

/** A token as it may be quoted in a message: short, printable, unambiguous. */
export function quoted(token: Uint8Array, lengthBytes = token.byteLength): string {
  const shown = Buffer.from(token.subarray(0, SHOWN_CHARS))
    .toString("latin1")
    .replaceAll(/[^\x20-\x7e]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return `"${shown}${lengthBytes > SHOWN_CHARS ? "…" : ""}"`;
}
