import type { BuiltInComparer } from "./comparison.ts";

/** Byte for byte. */
export function createExactComparer(expected: Uint8Array): BuiltInComparer {
  let position = 0;
  let differsAt: number | null = null;
  return {
    write(chunk) {
      if (differsAt === null) {
        const length = Math.min(chunk.byteLength, Math.max(0, expected.byteLength - position));
        const same =
          Buffer.compare(chunk.subarray(0, length), expected.subarray(position, position + length)) === 0;
        if (!same) differsAt = position + firstDifference(chunk, expected.subarray(position));
        else if (chunk.byteLength > length) differsAt = position + length;
      }
      position += chunk.byteLength;
    },
    end() {
      if (differsAt === null && position < expected.byteLength) differsAt = position;
      if (differsAt === null) return { ok: true, message: "" };
      return { ok: false, message: `The output differs from the expected output at byte ${differsAt + 1}.` };
    },
  };
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  let index = 0;
  while (index < a.byteLength && a[index] === b[index]) index += 1;
  return index;
}
