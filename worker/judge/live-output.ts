import type { SubmissionEvent } from "#contract/event.ts";
import { toText, withoutBrokenEnd } from "./text.ts";

/** Small pieces are sent together: at most this late, or when this much has come. */
const FLUSH_MS = 50;
const FLUSH_BYTES = 16 * 1024;
/** What is shown live of one test; all that is kept comes with the test's result. */
const SHOWN_BYTES = 128 * 1024;

type Stream = "stdout" | "stderr";
type OutputEvent = Extract<SubmissionEvent, { type: "output" }>;
export type LivePiece = Pick<OutputEvent, "stream" | "encoding" | "chunk">;

export type LiveOutput = {
  write(stream: Stream, chunk: Uint8Array): void;
  /** From now on pieces may be sent: the test's `running` event is out. */
  open(): void;
  /** Sends what is left; nothing is sent afterwards. */
  close(): void;
};

/** Coalesces what a program writes into few events, in order, with a cap. */
export function createLiveOutput(send: (piece: LivePiece) => void): LiveOutput {
  let isOpen = false;
  let isClosed = false;
  let shownBytes = 0;
  let timer: NodeJS.Timeout | null = null;
  const pending: { stream: Stream; bytes: Buffer }[] = [];
  let pendingBytes = 0;

  function flush(isEnd: boolean): void {
    if (timer) clearTimeout(timer);
    timer = null;
    for (const { stream, bytes } of pending.splice(0)) {
      // A character may be split between two chunks: its first bytes wait for the rest.
      const whole = isEnd ? bytes : withoutBrokenEnd(bytes);
      const rest = bytes.subarray(whole.byteLength);
      if (whole.byteLength > 0) {
        const { encoding, text } = toText(whole);
        send({ stream, encoding, chunk: text });
      }
      if (rest.byteLength > 0) pending.push({ stream, bytes: rest });
    }
    pendingBytes = pending.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  }

  function append(stream: Stream, bytes: Buffer): void {
    const last = pending.at(-1);
    if (last?.stream === stream) last.bytes = Buffer.concat([last.bytes, bytes]);
    else pending.push({ stream, bytes });
    pendingBytes += bytes.byteLength;
  }

  return {
    write(stream, chunk) {
      const room = SHOWN_BYTES - shownBytes;
      if (room <= 0 || isClosed) return;
      const bytes = Buffer.from(chunk.subarray(0, room));
      shownBytes += bytes.byteLength;
      append(stream, bytes);
      if (!isOpen) return;
      if (pendingBytes >= FLUSH_BYTES) flush(false);
      else timer ??= setTimeout(() => flush(false), FLUSH_MS);
    },
    open() {
      isOpen = true;
      if (pendingBytes > 0) timer ??= setTimeout(() => flush(false), FLUSH_MS);
    },
    close() {
      if (isOpen && !isClosed) flush(true);
      if (timer) clearTimeout(timer);
      isClosed = true;
    },
  };
}
