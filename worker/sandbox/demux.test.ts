import { describe, expect, it } from "vitest";
import { StreamDemuxer, type DemuxSink } from "./demux.ts";

function frame(stream: number, payload: string | Buffer): Buffer {
  const body = Buffer.from(payload);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

/** Collects copies, because chunks are only valid during the call. */
function collector(): DemuxSink & { text(): { stdout: string; stderr: string } } {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  return {
    onStdout: (chunk) => void stdout.push(Buffer.from(chunk)),
    onStderr: (chunk) => void stderr.push(Buffer.from(chunk)),
    text: () => ({ stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
  };
}

const CONVERSATION = Buffer.concat([
  frame(1, "out "),
  frame(2, "err"),
  frame(1, ""),
  frame(1, "more"),
  frame(2, "!"),
]);

describe("StreamDemuxer", () => {
  it("separates the streams when one cut falls at any byte", () => {
    for (let cut = 0; cut <= CONVERSATION.length; cut += 1) {
      const sink = collector();
      const demuxer = new StreamDemuxer(sink);
      demuxer.push(CONVERSATION.subarray(0, cut));
      demuxer.push(CONVERSATION.subarray(cut));
      expect(sink.text()).toEqual({ stdout: "out more", stderr: "err!" });
    }
  });

  it("separates the streams when every byte comes alone", () => {
    const sink = collector();
    const demuxer = new StreamDemuxer(sink);
    for (const byte of CONVERSATION) demuxer.push(Buffer.of(byte));
    expect(sink.text()).toEqual({ stdout: "out more", stderr: "err!" });
  });

  it("survives 100,000 one-byte frames in one chunk", () => {
    const chunk = Buffer.concat(Array.from({ length: 100_000 }, (_, index) => frame(1 + (index % 2), "x")));
    let stdout = 0;
    let stderr = 0;
    const demuxer = new StreamDemuxer({
      onStdout: (piece) => void (stdout += piece.length),
      onStderr: (piece) => void (stderr += piece.length),
    });
    expect(demuxer.push(chunk)).toBe(true);
    expect({ stdout, stderr }).toEqual({ stdout: 50_000, stderr: 50_000 });
  });

  it("stops at the frame whose sink asks for a pause and goes on without loss or repetition", () => {
    const seen: string[] = [];
    const demuxer = new StreamDemuxer({
      onStdout: (piece) => {
        seen.push(piece.toString());
        return seen.length % 2 === 0;
      },
      onStderr: () => true,
    });
    expect(demuxer.push(Buffer.concat(["a", "b", "c"].map((text) => frame(1, text))))).toBe(false);
    expect(seen).toEqual(["a"]);
    expect(demuxer.push(frame(1, "d"))).toBe(false);
    expect(seen).toEqual(["a"]);
    expect(demuxer.resume()).toBe(false);
    expect(seen).toEqual(["a", "b", "c"]);
    expect(demuxer.resume()).toBe(true);
    expect(seen).toEqual(["a", "b", "c", "d"]);
  });

  it("keeps what it holds back even when the caller reuses the chunk's memory", () => {
    const seen: string[] = [];
    const demuxer = new StreamDemuxer({
      onStdout: (piece) => {
        seen.push(piece.toString());
        return false;
      },
      onStderr: () => true,
    });
    const chunk = Buffer.concat([frame(1, "a"), frame(1, "b")]);
    demuxer.push(chunk);
    chunk.fill(0xff);
    demuxer.resume();
    expect(seen).toEqual(["a", "b"]);
  });

  it("refuses a header Docker never sends", () => {
    const demuxer = new StreamDemuxer(collector());
    expect(() => demuxer.push(Buffer.from("HTTP/1.1 500"))).toThrow(/out of step/);
  });
});
