import { CodedSandboxError } from "./errors.ts";

/**
 * Receives what a container wrote, stream by stream. Chunks are only valid during the call. Returning `false` asks for
 * a pause: nothing more is delivered until `resume()`.
 */
export type DemuxSink = {
  onStdout(chunk: Buffer): boolean | void;
  onStderr(chunk: Buffer): boolean | void;
};

/** Docker's header: stream number, three zero bytes, u32 length. */
const HEADER_BYTES = 8;

const STDERR_STREAM = 2;

const NOTHING = Buffer.alloc(0);

/**
 * Takes Docker's attach stream apart.
 *
 * A loop, not a recursion: docker-modem's own demultiplexer recurses once per frame, so one chunk with a few thousand
 * tiny frames (which a program causes with tiny writes) overflows the stack and takes the process with it. It also
 * ignores back-pressure; here a sink that says `false` makes `push` return `false`, the rest of the chunk is kept,
 * and the caller pauses its source until `resume()` returns true. Payload bytes are never copied unless paused.
 */
export class StreamDemuxer {
  readonly #sink: DemuxSink;
  /** A header cut by a chunk border. */
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;
  /** Payload bytes of the current frame not yet delivered, and where they go. */
  #remaining = 0;
  #toStderr = false;
  /** Input not yet looked at because the sink asked for a pause. */
  #held: Buffer = NOTHING;
  #paused = false;

  constructor(sink: DemuxSink) {
    this.#sink = sink;
  }

  /**
   * Delivers what `chunk` holds; false means "pause the source". May be called while paused (the chunk is then kept).
   * Throws a `protocol` error on a header Docker never sends.
   */
  push(chunk: Buffer): boolean {
    if (this.#paused) {
      this.#held = this.#held.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#held, chunk]);
      return false;
    }
    return this.#run(chunk);
  }

  /** Goes on after a pause; true when everything held was delivered and the source may flow again. */
  resume(): boolean {
    this.#paused = false;
    const held = this.#held;
    this.#held = NOTHING;
    return this.#run(held);
  }

  #run(chunk: Buffer): boolean {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#remaining === 0) {
        offset = this.#readHeader(chunk, offset);
        continue;
      }
      const end = Math.min(offset + this.#remaining, chunk.length);
      this.#remaining -= end - offset;
      const payload = chunk.subarray(offset, end);
      offset = end;
      if ((this.#toStderr ? this.#sink.onStderr(payload) : this.#sink.onStdout(payload)) === false) {
        this.#paused = true;
        this.#held = offset < chunk.length ? Buffer.from(chunk.subarray(offset)) : NOTHING;
        return false;
      }
    }
    return true;
  }

  #readHeader(chunk: Buffer, offset: number): number {
    if (this.#headerBytes === 0 && chunk.length - offset >= HEADER_BYTES) {
      this.#enterFrame(chunk, offset);
      return offset + HEADER_BYTES;
    }
    const end = Math.min(offset + HEADER_BYTES - this.#headerBytes, chunk.length);
    this.#headerBytes += chunk.copy(this.#header, this.#headerBytes, offset, end);
    if (this.#headerBytes === HEADER_BYTES) {
      this.#headerBytes = 0;
      this.#enterFrame(this.#header, 0);
    }
    return end;
  }

  #enterFrame(header: Buffer, at: number): void {
    const stream = header.readUInt32BE(at);
    // Stream number in the first byte, zeroes behind it; 3 is Docker's own error stream.
    if ((stream & 0x00ff_ffff) !== 0 || stream >>> 24 > 3) {
      throw new CodedSandboxError("protocol", "Docker's attach stream is out of step.");
    }
    this.#toStderr = stream >>> 24 >= STDERR_STREAM;
    this.#remaining = header.readUInt32BE(at + 4);
  }
}
