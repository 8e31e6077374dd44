import { describe, expect, it } from "vitest";
import {
  fatalFrame,
  idleFrame,
  outputFrame,
  pongFrame,
  readyFrame,
  resultFrame,
  startedFrame,
} from "../../../tests/support/fake-frames.ts";
import { CodedSandboxError } from "../errors.ts";
import type { ExecRequest } from "../sandbox.ts";
import { createAnswerDecoder, type AnswerHandler } from "./answer-decoder.ts";
import { ByteWriter } from "./byte-writer.ts";
import { writeBegin, writeDataHeader, writeEnd, writeExec, writeFile, writePing } from "./commands.ts";
import { FrameDecoder } from "./frame-decoder.ts";
import { MAX_PAYLOAD_BYTES } from "./frames.ts";

/** Joins pieces of the same stream, so that a transcript does not depend on where chunks were cut. */
function transcriber(): { handler: AnswerHandler; lines: unknown[] } {
  const lines: unknown[] = [];
  const output = (name: string, seq: number, chunk: Uint8Array): void => {
    const text = Buffer.from(chunk).toString("latin1");
    const last = lines.at(-1);
    if (Array.isArray(last) && last[0] === name && last[1] === seq) last[2] += text;
    else lines.push([name, seq, text]);
  };
  const handler: AnswerHandler = {
    onReady: (ready) => lines.push(["ready", ready]),
    onStarted: (seq) => lines.push(["started", seq]),
    onStdout: (seq, chunk) => output("stdout", seq, chunk),
    onStderr: (seq, chunk) => output("stderr", seq, chunk),
    onResult: (seq, outcome) => lines.push(["result", seq, outcome]),
    onIdle: () => lines.push(["idle"]),
    onFatal: (message) => lines.push(["fatal", message]),
    onPong: () => lines.push(["pong"]),
  };
  return { handler, lines };
}

const CONVERSATION = Buffer.concat([
  readyFrame({ cells: false, note: "no user namespaces" }),
  pongFrame(),
  startedFrame(7),
  outputFrame("stdout", 7, "hello"),
  outputFrame("stderr", 7, ""),
  outputFrame("stdout", 7, Buffer.from([0, 255, 10])),
  outputFrame("stderr", 7, "oops"),
  resultFrame(7, { exitCode: -1, signal: 11, note: "né" }),
  resultFrame(8, { cause: "no-artifact", exitCode: -1 }),
  idleFrame(),
  fatalFrame("gone"),
]);

const TRANSCRIPT = [
  ["ready", { protocolVersion: 1, cells: false, note: "no user namespaces" }],
  ["pong"],
  ["started", 7],
  ["stdout", 7, "hello"],
  ["stderr", 7, ""],
  ["stdout", 7, "\x00\xff\n"],
  ["stderr", 7, "oops"],
  [
    "result",
    7,
    expect.objectContaining({ cause: "exited", exitCode: null, signal: 11, cpuMs: 1.5, note: "né" }),
  ],
  ["result", 8, expect.objectContaining({ cause: "no-artifact", exitCode: null, signal: null })],
  ["idle"],
  ["fatal", "gone"],
];

describe("answer decoder", () => {
  it("reads the same conversation whatever one byte it is cut at", () => {
    for (let cut = 0; cut <= CONVERSATION.length; cut += 1) {
      const { handler, lines } = transcriber();
      const decoder = createAnswerDecoder(handler);
      decoder.push(CONVERSATION.subarray(0, cut));
      decoder.push(CONVERSATION.subarray(cut));
      expect(lines, `cut at ${cut}`).toEqual(TRANSCRIPT);
      expect(decoder.atBoundary).toBe(true);
    }
  });

  it("reads the same conversation byte by byte, from memory that is reused", () => {
    const { handler, lines } = transcriber();
    const decoder = createAnswerDecoder(handler);
    const reused = Buffer.alloc(1);
    for (const byte of CONVERSATION) {
      reused[0] = byte;
      decoder.push(reused);
    }
    expect(lines).toEqual(TRANSCRIPT);
  });

  it("keeps 64-bit numbers and every field of a result", () => {
    const { handler, lines } = transcriber();
    createAnswerDecoder(handler).push(
      resultFrame(1, { cause: "memory", exitCode: -1, signal: 9, oomKills: 2 }),
    );
    expect(lines).toEqual([
      [
        "result",
        1,
        {
          cause: "memory",
          exitCode: null,
          signal: 9,
          cpuMs: 1.5,
          wallMs: 2.5,
          peakMemoryBytes: 3 * 2 ** 32 + 7,
          oomKills: 2,
          stdoutBytes: 11,
          stderrBytes: 12,
          stderrTruncated: true,
          artifactBytes: 13,
          note: "",
        },
      ],
    ]);
  });

  it("knows when the stream ends inside a frame", () => {
    const decoder = createAnswerDecoder(transcriber().handler);
    decoder.push(resultFrame(1).subarray(0, 20));
    expect(decoder.atBoundary).toBe(false);
  });

  const header = (length: number, type: number): Buffer => {
    const bytes = Buffer.alloc(5);
    bytes.writeUInt32BE(length, 0);
    bytes.writeUInt8(type, 4);
    return bytes;
  };
  const malformed: Record<string, Buffer> = {
    "an unknown type": header(0, 0x11),
    "a payload over the cap": header(MAX_PAYLOAD_BYTES + 1, 0x83),
    "output without a sequence number": header(3, 0x83),
    "a STARTED that is too short": Buffer.concat([header(3, 0x82), Buffer.alloc(3)]),
    "an IDLE with a payload": Buffer.concat([header(1, 0x86), Buffer.alloc(1)]),
    "a string longer than its frame": Buffer.concat([header(4, 0x87), Buffer.from([0, 0, 1, 0])]),
    "an unknown cause": Buffer.concat([header(64, 0x85), Buffer.alloc(64, 9)]),
  };
  for (const [name, bytes] of Object.entries(malformed)) {
    it(`refuses ${name} with a coded error, and everything behind it`, () => {
      const decoder = createAnswerDecoder(transcriber().handler);
      const attempt = (): void => decoder.push(bytes);
      expect(attempt).toThrow(CodedSandboxError);
      expect(() => decoder.push(idleFrame())).toThrow(expect.objectContaining({ code: "protocol" }));
    });
  }
});

const REQUEST: ExecRequest = {
  kind: "compile",
  argv: ["g++", "-O2", "mäin.cpp"],
  env: { PATH: "/bin", HOME: "/work" },
  limits: {
    cpuMs: 1.5,
    wallMs: 4_000,
    memoryBytes: 5 * 2 ** 32 + 9,
    processes: 64,
    stackBytes: Number.POSITIVE_INFINITY,
    fileBytes: 1,
    openFiles: 2,
    tmpBytes: 3,
    stdoutBytes: 4,
    stderrBytes: 5,
  },
  stdin: Buffer.from("abc"),
  artifact: { path: "main", maxBytes: 6 },
};

/** The document's `str` in hexadecimal. */
function str(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.length.toString(16).padStart(8, "0") + bytes.toString("hex");
}

/** The document's `u64` in hexadecimal. */
function u64(value: bigint): string {
  return value.toString(16).padStart(16, "0");
}

describe("commands", () => {
  /** Frames as any implementation of the document would cut them. */
  function framesOf(bytes: Uint8Array): Array<[number, Buffer]> {
    const frames: Array<[number, Buffer]> = [];
    const decoder = new FrameDecoder(
      { onFrame: (type, payload) => frames.push([type, Buffer.from(payload)]), onPiece: () => {} },
      () => false,
    );
    decoder.push(Buffer.from(bytes));
    expect(decoder.atBoundary).toBe(true);
    return frames;
  }

  it("writes a whole job as the document says", () => {
    const writer = new ByteWriter();
    writeBegin(writer, 1);
    writeBegin(writer, null);
    writeFile(writer, "main.cpp", 3);
    writeDataHeader(writer, 3);
    writer.bytes(Buffer.from("int"));
    writeEnd(writer);
    writePing(writer);
    expect(framesOf(writer.take()).map(([type, payload]) => [type, payload.toString("hex")])).toEqual([
      [0x01, "00000001"],
      [0x01, "ffffffff"],
      [0x02, `00000008${Buffer.from("main.cpp").toString("hex")}000001240000000000000003`],
      [0x04, Buffer.from("int").toString("hex")],
      [0x05, ""],
      [0x06, ""],
    ]);
    expect(writer.length).toBe(0);
  });

  it("writes every field of EXEC in order", () => {
    const writer = new ByteWriter();
    writeExec(writer, 42, REQUEST);
    const [frame] = framesOf(writer.take());
    expect(frame?.[1].toString("hex")).toBe(
      [
        "0000002a",
        "00",
        u64(1500n),
        u64(4_000_000n),
        u64(5n * 2n ** 32n + 9n),
        "00000040",
        u64(2n ** 53n - 1n),
        u64(1n),
        "00000002",
        u64(3n),
        u64(4n),
        u64(5n),
        u64(3n),
        u64(6n),
        "0003" + str("g++") + str("-O2") + str("mäin.cpp"),
        "0002" + str("PATH=/bin") + str("HOME=/work"),
        str("main"),
      ].join(""),
    );
  });

  it("refuses a run whose arguments do not fit, and leaves the frames before it whole", () => {
    const writer = new ByteWriter();
    writePing(writer);
    for (const argv of [["x".repeat(MAX_PAYLOAD_BYTES)], Array.from({ length: 70_000 }, () => "x")]) {
      const attempt = (): void => writeExec(writer, 1, { ...REQUEST, argv });
      expect(attempt).toThrow(expect.objectContaining({ code: "request-too-large" }));
    }
    expect(framesOf(writer.take())).toEqual([[0x06, Buffer.alloc(0)]]);
  });

  it("never touches bytes it has handed out", () => {
    const writer = new ByteWriter();
    writePing(writer);
    const first = writer.take();
    const copy = Buffer.from(first);
    for (let index = 0; index < 5_000; index += 1) writeBegin(writer, index);
    expect(Buffer.from(first)).toEqual(copy);
  });
});
