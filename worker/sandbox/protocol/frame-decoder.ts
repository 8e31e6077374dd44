import { CodedSandboxError } from "../errors.ts";
import { FRAME_HEADER_BYTES, MAX_PAYLOAD_BYTES } from "./frames.ts";

/**
 * Receives frames in order. A frame whose type is streamed comes as `onPiece` calls with its first `streamedPrefix`
 * payload bytes read as one u32 tag; every other frame comes whole. Chunks are only valid during the call.
 */
export type FrameSink = {
  onFrame(type: number, payload: Buffer): void;
  onPiece(type: number, tag: number, piece: Buffer): void;
};

/** Size of the tag in front of a streamed payload. */
const TAG_BYTES = 4;

const NOTHING = Buffer.alloc(0);

/**
 * Cuts a byte stream into frames, whatever the chunk borders are.
 *
 * Streamed frames (program output) are passed on as they arrive, without a copy and without waiting for their end;
 * other frames are small and are copied only when a chunk border cuts them. A malformed frame throws a `protocol`
 * error, after which the decoder refuses everything.
 */
export class FrameDecoder {
  readonly #sink: FrameSink;
  readonly #isStreamed: (type: number) => boolean;
  /** Bytes of the unfinished header, tag or whole payload; empty between frames. */
  readonly #carry: Buffer[] = [];
  #carryBytes = 0;
  /** Type of the frame being read, null while its header is incomplete. */
  #type: number | null = null;
  /** Payload bytes of the current frame not yet delivered. */
  #remaining = 0;
  /** Tag of the streamed frame being passed on, null until it is complete. */
  #tag: number | null = null;
  #broken = false;
  /** What `push` is working on, and how far it is. */
  #chunk: Buffer = NOTHING;
  #offset = 0;

  constructor(sink: FrameSink, isStreamed: (type: number) => boolean) {
    this.#sink = sink;
    this.#isStreamed = isStreamed;
  }

  /** Delivers everything `chunk` completes. Throws `protocol` on a malformed frame. */
  push(chunk: Buffer): void {
    if (this.#broken) throw protocolError("more bytes after a malformed frame");
    this.#chunk = chunk;
    this.#offset = 0;
    try {
      while (this.#offset < chunk.length || this.#isEmptyFrameOpen()) this.#step();
    } catch (error) {
      this.#broken = true;
      throw error;
    } finally {
      this.#chunk = NOTHING;
    }
  }

  /** True when the stream may end here: no frame is cut. */
  get atBoundary(): boolean {
    return this.#type === null && this.#carryBytes === 0;
  }

  /** A frame without payload is complete as soon as its header is, even at the end of a chunk. */
  #isEmptyFrameOpen(): boolean {
    return this.#type !== null && this.#remaining === 0;
  }

  #step(): void {
    const type = this.#type;
    if (type === null) this.#readHeader();
    else if (!this.#isStreamed(type)) this.#readWhole(type);
    else if (this.#tag === null) this.#readTag(type);
    else this.#passOn(type, this.#tag);
  }

  #readHeader(): void {
    const header = this.#collect(FRAME_HEADER_BYTES);
    if (header === null) return;
    const length = header.readUInt32BE(0);
    const type = header.readUInt8(4);
    if (length > MAX_PAYLOAD_BYTES) throw protocolError(`a payload of ${length} bytes`);
    if (this.#isStreamed(type) && length < TAG_BYTES) {
      throw protocolError(`a frame of type ${type} without a sequence number`);
    }
    this.#type = type;
    this.#remaining = length;
    this.#tag = null;
  }

  #readWhole(type: number): void {
    const payload = this.#collect(this.#remaining);
    if (payload === null) return;
    this.#type = null;
    this.#sink.onFrame(type, payload);
  }

  #readTag(type: number): void {
    const tag = this.#collect(TAG_BYTES);
    if (tag === null) return;
    this.#tag = tag.readUInt32BE(0);
    this.#remaining -= TAG_BYTES;
    if (this.#remaining === 0) this.#passOn(type, this.#tag);
  }

  #passOn(type: number, tag: number): void {
    const start = this.#offset;
    const size = Math.min(this.#remaining, this.#chunk.length - start);
    this.#offset += size;
    this.#remaining -= size;
    if (this.#remaining === 0) this.#type = null;
    this.#sink.onPiece(type, tag, this.#chunk.subarray(start, start + size));
  }

  /** The next `size` bytes in one piece, or null (and what there is kept) when the chunk ends before. */
  #collect(size: number): Buffer | null {
    const start = this.#offset;
    const missing = size - this.#carryBytes;
    const available = this.#chunk.length - start;
    if (available < missing) {
      // Copied: the caller may reuse the chunk's memory once push() has returned.
      this.#carry.push(Buffer.from(this.#chunk.subarray(start)));
      this.#carryBytes += available;
      this.#offset = this.#chunk.length;
      return null;
    }
    this.#offset += missing;
    const piece = this.#chunk.subarray(start, start + missing);
    if (this.#carryBytes === 0) return piece;
    const bytes = Buffer.concat([...this.#carry, piece]);
    this.#carry.length = 0;
    this.#carryBytes = 0;
    return bytes;
  }
}

/** A `protocol` error; `what` completes "The runner sent …". */
export function protocolError(what: string): CodedSandboxError {
  return new CodedSandboxError("protocol", `The runner sent ${what}.`);
}
