import type { Duplex } from "node:stream";
import { StreamDemuxer } from "./demux.ts";
import { CodedSandboxError, errorMessage, toSandboxError } from "./errors.ts";
import { createAnswerDecoder, type AnswerHandler } from "./protocol/answer-decoder.ts";
import { ByteWriter } from "./protocol/byte-writer.ts";
import {
  writeBegin,
  writeDataHeader,
  writeEnd,
  writeExec,
  partsOf,
  writeFile,
  writePing,
} from "./protocol/commands.ts";
import type { ExecRequest, SourceFile } from "./sandbox.ts";

export type LinkHandler = AnswerHandler & {
  /** What the runner wrote on standard error: text for operators. */
  onDiagnostic(text: string): void;
  /** The stream ended, broke, or said something the protocol does not know. Called at most once, never after `close`. */
  onBroken(error: CodedSandboxError): void;
};

/** Up to this size data is copied beside its frame header, so that many small inputs make one write. */
const INLINE_DATA_BYTES = 16 * 1024;

/** Larger data is sent by reference in pieces of this size, one at a time: the worker's memory stays flat. */
const DATA_PIECE_BYTES = 256 * 1024;

/** Bytes that go out in order: finished frames, or data that still has to be cut into DATA frames. */
type Outgoing = { frames: Uint8Array } | { data: Uint8Array; sent: number };

/**
 * One attached container seen as a conversation: typed commands out, typed answers in.
 *
 * Commands are gathered until the current synchronous code is done and then leave in one write, so a pipelined
 * submission costs one system call. When the socket is full, sending stops until it drains.
 */
export class RunnerLink {
  readonly #socket: Duplex;
  readonly #handler: LinkHandler;
  /** Frames behind everything in `#queue`. */
  readonly #writer = new ByteWriter();
  /** Empty unless large data is under way. */
  #queue: Outgoing[] = [];
  readonly #pieceHeader = new ByteWriter();
  #flushScheduled = false;
  #blocked = false;
  #closed = false;

  constructor(socket: Duplex, handler: LinkHandler) {
    this.#socket = socket;
    this.#handler = handler;
    const decoder = createAnswerDecoder(handler);
    const demuxer = new StreamDemuxer({
      onStdout: (chunk) => {
        // A handler may close the link in the middle of a chunk.
        if (!this.#closed) decoder.push(chunk);
      },
      onStderr: (chunk) => handler.onDiagnostic(chunk.toString("utf8")),
    });
    socket.on("data", (chunk: Buffer) => {
      if (this.#closed) return;
      try {
        demuxer.push(chunk);
      } catch (error) {
        this.#break(toSandboxError(error, "protocol"));
      }
    });
    socket.on("drain", () => {
      this.#blocked = false;
      this.#flush();
    });
    socket.on("error", (error) => this.#break(lost(errorMessage(error), error)));
    socket.on("end", () => this.#break(lost("it ended")));
    socket.on("close", () => this.#break(lost("it was closed")));
  }

  begin(core: number | null): void {
    writeBegin(this.#writer, core);
    this.#schedule();
  }

  file(file: SourceFile): void {
    writeFile(this.#writer, file.name, file.content.length);
    this.#data(file.content);
    this.#schedule();
  }

  /** Throws `request-too-large`, having sent nothing, when the arguments do not fit in a frame. */
  exec(seq: number, request: ExecRequest): void {
    writeExec(this.#writer, seq, request);
    for (const part of partsOf(request.stdin)) this.#data(part);
    this.#schedule();
  }

  end(): void {
    writeEnd(this.#writer);
    this.#schedule();
  }

  ping(): void {
    writePing(this.#writer);
    this.#schedule();
  }

  /** Drops everything unsent and the socket. Nothing is called afterwards. */
  close(): void {
    this.#closed = true;
    this.#queue = [];
    this.#socket.destroy();
  }

  #data(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (bytes.length <= INLINE_DATA_BYTES) {
      writeDataHeader(this.#writer, bytes.length);
      this.#writer.bytes(bytes);
      return;
    }
    this.#queue.push({ frames: this.#writer.take() }, { data: bytes, sent: 0 });
  }

  #schedule(): void {
    if (this.#flushScheduled || this.#closed) return;
    this.#flushScheduled = true;
    queueMicrotask(() => {
      this.#flushScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (!this.#blocked && !this.#closed) {
      const next = this.#queue[0];
      if (next === undefined) {
        if (this.#writer.length > 0) this.#write(this.#writer.take());
        return;
      }
      if ("frames" in next) {
        this.#queue.shift();
        this.#write(next.frames);
      } else {
        this.#writePiece(next);
      }
    }
  }

  #writePiece(outgoing: { data: Uint8Array; sent: number }): void {
    const piece = outgoing.data.subarray(outgoing.sent, outgoing.sent + DATA_PIECE_BYTES);
    outgoing.sent += piece.length;
    if (outgoing.sent === outgoing.data.length) this.#queue.shift();
    writeDataHeader(this.#pieceHeader, piece.length);
    this.#socket.cork();
    this.#socket.write(this.#pieceHeader.take());
    this.#write(piece);
    this.#socket.uncork();
  }

  #write(bytes: Uint8Array): void {
    if (bytes.length > 0 && !this.#socket.write(bytes)) this.#blocked = true;
  }

  #break(error: CodedSandboxError): void {
    if (this.#closed) return;
    this.close();
    this.#handler.onBroken(error);
  }
}

function lost(why: string, cause?: unknown): CodedSandboxError {
  return new CodedSandboxError("container-failed", `The container's stream was lost: ${why}.`, { cause });
}
