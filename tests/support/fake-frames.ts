import { ByteWriter } from "../../worker/sandbox/protocol/byte-writer.ts";
import { Answer, PROTOCOL_VERSION } from "../../worker/sandbox/protocol/frames.ts";
import type { ExecCause } from "../../worker/sandbox/sandbox.ts";

/** The runner's side of the protocol, written from docs/runner-protocol.md, for tests of the worker's side. */

const CAUSE_CODES: Record<ExecCause, number> = {
  exited: 0,
  cpu: 1,
  wall: 2,
  memory: 3,
  output: 4,
  "no-artifact": 5,
  internal: 6,
};

function frame(type: number, fill: (writer: ByteWriter) => void): Buffer {
  const writer = new ByteWriter();
  writer.frame(type, () => fill(writer));
  return Buffer.from(writer.take());
}

export function readyFrame(options: { version?: number; cells?: boolean; note?: string } = {}): Buffer {
  return frame(Answer.READY, (writer) => {
    writer.u32(options.version ?? PROTOCOL_VERSION);
    writer.u8((options.cells ?? true) ? 1 : 0);
    writer.str(options.note ?? "");
  });
}

export function startedFrame(seq: number): Buffer {
  return frame(Answer.STARTED, (writer) => writer.u32(seq));
}

export function outputFrame(stream: "stdout" | "stderr", seq: number, data: string | Uint8Array): Buffer {
  return frame(stream === "stdout" ? Answer.STDOUT : Answer.STDERR, (writer) => {
    writer.u32(seq);
    writer.bytes(Buffer.from(data));
  });
}

export type FakeResult = {
  cause?: ExecCause;
  exitCode?: number;
  signal?: number;
  oomKills?: number;
  note?: string;
};

export function resultFrame(seq: number, result: FakeResult = {}): Buffer {
  return frame(Answer.RESULT, (writer) => {
    writer.u32(seq);
    writer.u8(CAUSE_CODES[result.cause ?? "exited"]);
    writer.u32((result.exitCode ?? 0) >>> 0);
    writer.u32((result.signal ?? 0) >>> 0);
    writer.u64(1_500);
    writer.u64(2_500);
    writer.u64(3 * 2 ** 32 + 7);
    writer.u32(result.oomKills ?? 0);
    writer.u64(11);
    writer.u64(12);
    writer.u8(1);
    writer.u64(13);
    writer.str(result.note ?? "");
  });
}

export function idleFrame(): Buffer {
  return frame(Answer.IDLE, () => {});
}

export function pongFrame(): Buffer {
  return frame(Answer.PONG, () => {});
}

export function fatalFrame(message: string): Buffer {
  return frame(Answer.FATAL, (writer) => writer.str(message));
}

/** Docker's framing around what the container wrote. */
export function dockerFrame(stream: 1 | 2, payload: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}
