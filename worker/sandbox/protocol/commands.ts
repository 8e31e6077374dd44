import type { ExecRequest } from "../sandbox.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { Command, ExecKindCode, NO_CORE } from "./frames.ts";

/** Mode of a source file in a cell: readable, never executable or writable. */
const SOURCE_FILE_MODE = 0o444;

/** Starts a job. `core` null means no pinning. */
export function writeBegin(writer: ByteWriter, core: number | null): void {
  writer.frame(Command.BEGIN, () => {
    writer.u32(core ?? NO_CORE);
  });
}

/** Announces one source file; `size` bytes of DATA must follow. */
export function writeFile(writer: ByteWriter, name: string, size: number): void {
  writer.frame(Command.FILE, () => {
    writer.str(name);
    writer.u32(SOURCE_FILE_MODE);
    writer.u64(size);
  });
}

/** One run; as many bytes of DATA as `request.stdin` has must follow. Throws `request-too-large` for huge arguments. */
export function writeExec(writer: ByteWriter, seq: number, request: ExecRequest): void {
  const { limits, artifact } = request;
  writer.frame(Command.EXEC, () => {
    writer.u32(seq);
    writer.u8(ExecKindCode[request.kind]);
    writer.u64(limits.cpuMs * 1000);
    writer.u64(limits.wallMs * 1000);
    writer.u64(limits.memoryBytes);
    writer.u32(clampU32(limits.processes));
    writer.u64(limits.stackBytes);
    writer.u64(limits.fileBytes);
    writer.u32(clampU32(limits.openFiles));
    writer.u64(limits.tmpBytes);
    writer.u64(limits.stdoutBytes);
    writer.u64(limits.stderrBytes);
    writer.u64(partsOf(request.stdin).reduce((sum, part) => sum + part.length, 0));
    writer.u64(artifact?.maxBytes ?? 0);
    writer.list(request.argv);
    writer.list(Object.entries(request.env).map(([name, value]) => `${name}=${value}`));
    writer.str(artifact?.path ?? "");
  });
}

export function partsOf(stdin: ExecRequest["stdin"]): readonly Uint8Array[] {
  return stdin instanceof Uint8Array ? [stdin] : stdin;
}

/** Ends the job: the runner wipes everything and answers IDLE. */
export function writeEnd(writer: ByteWriter): void {
  writer.frame(Command.END, nothing);
}

/** Asks an idle runner for a PONG. */
export function writePing(writer: ByteWriter): void {
  writer.frame(Command.PING, nothing);
}

/** Only the header of a DATA frame; the caller sends `size` bytes right behind it. */
export function writeDataHeader(writer: ByteWriter, size: number): void {
  writer.u32(size);
  writer.u8(Command.DATA);
}

function clampU32(value: number): number {
  return Math.min(Math.max(Math.round(value), 0), 0xffffffff);
}

function nothing(): void {}
