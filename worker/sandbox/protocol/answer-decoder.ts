import type { ExecCause, ExecOutcome } from "../sandbox.ts";
import { FrameDecoder, protocolError } from "./frame-decoder.ts";
import { Answer } from "./frames.ts";

export type RunnerReady = {
  protocolVersion: number;
  /** Fresh namespaces work in this container: every run gets a cell of its own. */
  cells: boolean;
  /** Why cells do not work, or empty. */
  note: string;
};

/** One call per answer of the runner, in order. Chunks are only valid during the call. */
export type AnswerHandler = {
  onReady(ready: RunnerReady): void;
  onStarted(seq: number): void;
  onStdout(seq: number, chunk: Uint8Array): void;
  onStderr(seq: number, chunk: Uint8Array): void;
  onResult(seq: number, outcome: ExecOutcome): void;
  onIdle(): void;
  onFatal(message: string): void;
  onPong(): void;
};

const CAUSES: readonly ExecCause[] = ["exited", "cpu", "wall", "memory", "output", "no-artifact", "internal"];

const TWO_POW_32 = 0x1_0000_0000;

/** A decoder of everything the runner says; malformed bytes throw a `protocol` error from `push`. */
export function createAnswerDecoder(handler: AnswerHandler): FrameDecoder {
  return new FrameDecoder(
    {
      onPiece: (type, seq, piece) => {
        if (type === Answer.STDOUT) handler.onStdout(seq, piece);
        else handler.onStderr(seq, piece);
      },
      onFrame: (type, payload) => dispatch(handler, type, payload),
    },
    isOutput,
  );
}

function isOutput(type: number): boolean {
  return type === Answer.STDOUT || type === Answer.STDERR;
}

function dispatch(handler: AnswerHandler, type: number, payload: Buffer): void {
  const reader = new PayloadReader(payload, type);
  switch (type) {
    case Answer.READY: {
      const ready = { protocolVersion: reader.u32(), cells: reader.bool(), note: reader.str() };
      reader.end();
      return handler.onReady(ready);
    }
    case Answer.STARTED: {
      const seq = reader.u32();
      reader.end();
      return handler.onStarted(seq);
    }
    case Answer.RESULT: {
      const seq = reader.u32();
      const outcome = readOutcome(reader);
      reader.end();
      return handler.onResult(seq, outcome);
    }
    case Answer.IDLE:
      reader.end();
      return handler.onIdle();
    case Answer.FATAL: {
      const message = reader.str();
      reader.end();
      return handler.onFatal(message);
    }
    case Answer.PONG:
      reader.end();
      return handler.onPong();
    default:
      throw protocolError(`a frame of unknown type ${type}`);
  }
}

function readOutcome(reader: PayloadReader): ExecOutcome {
  const causeCode = reader.u8();
  const cause = CAUSES[causeCode];
  if (cause === undefined) throw protocolError(`the unknown cause ${causeCode}`);
  const exitCode = reader.i32();
  const signal = reader.i32();
  return {
    cause,
    exitCode: exitCode < 0 ? null : exitCode,
    signal: signal === 0 ? null : signal,
    cpuMs: reader.u64() / 1000,
    wallMs: reader.u64() / 1000,
    peakMemoryBytes: reader.u64(),
    oomKills: reader.u32(),
    stdoutBytes: reader.u64(),
    stderrBytes: reader.u64(),
    stderrTruncated: reader.bool(),
    artifactBytes: reader.u64(),
    note: reader.str(),
  };
}

/** Reads a payload field by field; reading past its end, or leaving bytes over, is a `protocol` error. */
class PayloadReader {
  readonly #payload: Buffer;
  readonly #type: number;
  #offset = 0;

  constructor(payload: Buffer, type: number) {
    this.#payload = payload;
    this.#type = type;
  }

  u8(): number {
    return this.#payload.readUInt8(this.#advance(1));
  }

  bool(): boolean {
    return this.u8() !== 0;
  }

  u32(): number {
    return this.#payload.readUInt32BE(this.#advance(4));
  }

  i32(): number {
    return this.#payload.readInt32BE(this.#advance(4));
  }

  /** Exact up to 2^53-1; larger values lose their low bits. */
  u64(): number {
    return this.u32() * TWO_POW_32 + this.u32();
  }

  str(): string {
    const size = this.u32();
    const start = this.#advance(size);
    return this.#payload.toString("utf8", start, start + size);
  }

  end(): void {
    if (this.#offset !== this.#payload.length) throw this.#malformed();
  }

  #advance(size: number): number {
    const start = this.#offset;
    if (start + size > this.#payload.length) throw this.#malformed();
    this.#offset = start + size;
    return start;
  }

  #malformed(): Error {
    return protocolError(`a malformed frame of type ${this.#type} (${this.#payload.length} bytes)`);
  }
}
