import type { Text } from "#contract/text.ts";
import { toCutText } from "./text.ts";

/** Beginning and end of a stream, in bounded memory however much is written. */
export type Capture = {
  write: (chunk: Uint8Array) => void;
  readonly totalBytes: number;
  text: () => Text;
};

/** Keeps the first `headBytes` and the last `tailBytes`. Chunks are copied: they are only valid during the call. */
export function createCapture(headBytes: number, tailBytes: number): Capture {
  const head: Uint8Array[] = [];
  let headSize = 0;
  let tail: Uint8Array[] = [];
  let tailSize = 0;
  let totalBytes = 0;
  return {
    get totalBytes() {
      return totalBytes;
    },
    write(chunk) {
      totalBytes += chunk.byteLength;
      const room = headBytes - headSize;
      if (room > 0) {
        const part = chunk.slice(0, room);
        head.push(part);
        headSize += part.byteLength;
      }
      if (chunk.byteLength <= room) return;
      const rest = chunk.slice(Math.max(0, room, chunk.byteLength - tailBytes));
      tail.push(rest);
      tailSize += rest.byteLength;
      if (tailSize > 2 * tailBytes) {
        tail = [Buffer.concat(tail).subarray(-tailBytes)];
        tailSize = tailBytes;
      }
    },
    text() {
      const end = Buffer.concat(tail);
      const lastBytes = end.subarray(Math.max(0, end.byteLength - tailBytes));
      const isWhole = headSize + lastBytes.byteLength === totalBytes;
      return isWhole
        ? toCutText({ head: Buffer.concat([...head, lastBytes]), tail: new Uint8Array(), totalBytes })
        : toCutText({ head: Buffer.concat(head), tail: lastBytes, totalBytes });
    },
  };
}
