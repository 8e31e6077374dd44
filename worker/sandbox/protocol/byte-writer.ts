import { CodedSandboxError } from "../errors.ts";
import { FRAME_HEADER_BYTES, MAX_PAYLOAD_BYTES } from "./frames.ts";

const INITIAL_BYTES = 4096;
const TWO_POW_32 = 0x1_0000_0000;

/**
 * A growing buffer that frames are written into one after the other and taken out as one chunk, so that a whole
 * pipelined submission costs one allocation and one write.
 */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#length = this.#buffer.writeUInt8(value, this.#length);
  }

  u16(value: number): void {
    this.#reserve(2);
    this.#length = this.#buffer.writeUInt16BE(value, this.#length);
  }

  u32(value: number): void {
    this.#reserve(4);
    this.#length = this.#buffer.writeUInt32BE(value, this.#length);
  }

  /** `value` is rounded and clamped into 0 … 2^53-1: "no limit" may be given as Infinity. */
  u64(value: number): void {
    const whole = Math.min(Math.max(Math.round(value), 0), Number.MAX_SAFE_INTEGER);
    this.u32(Math.floor(whole / TWO_POW_32));
    this.u32(whole % TWO_POW_32);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  /** u32 length and the UTF-8 bytes. */
  str(value: string): void {
    const size = Buffer.byteLength(value);
    this.u32(size);
    this.#reserve(size);
    this.#length += this.#buffer.write(value, this.#length, size);
  }

  /** u16 count and that many strings. Throws `request-too-large` beyond 65,535 entries. */
  list(values: readonly string[]): void {
    if (values.length > 0xffff) throw tooLarge(`${values.length} list entries`);
    this.u16(values.length);
    for (const value of values) this.str(value);
  }

  /**
   * One frame; whatever `fill` writes is its payload. When that throws, or the payload is above `MAX_PAYLOAD_BYTES`
   * (`request-too-large`), nothing of the frame stays.
   */
  frame(type: number, fill: () => void): void {
    const start = this.#length;
    try {
      this.u32(0);
      this.u8(type);
      fill();
      const size = this.#length - start - FRAME_HEADER_BYTES;
      if (size > MAX_PAYLOAD_BYTES) throw tooLarge(`${size} bytes`);
      this.#buffer.writeUInt32BE(size, start);
    } catch (error) {
      this.#length = start;
      throw error;
    }
  }

  /** Everything written so far; the writer starts anew and never touches the returned bytes again. */
  take(): Uint8Array {
    const taken = this.#buffer.subarray(0, this.#length);
    this.#buffer = this.#buffer.subarray(this.#length);
    this.#length = 0;
    return taken;
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed * 2, INITIAL_BYTES));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }
}

function tooLarge(what: string): CodedSandboxError {
  return new CodedSandboxError(
    "request-too-large",
    `A frame to the runner would hold ${what}; a payload is at most ${MAX_PAYLOAD_BYTES} bytes.`,
  );
}
