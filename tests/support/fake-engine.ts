import { Duplex } from "node:stream";
import type { ContainerEngine, EngineInfo, ListedContainer } from "../../worker/sandbox/container-engine.ts";
import type { ContainerSpec } from "../../worker/sandbox/container-spec.ts";
import { CodedSandboxError } from "../../worker/sandbox/errors.ts";
import { Label } from "../../worker/sandbox/labels.ts";
import { FrameDecoder } from "../../worker/sandbox/protocol/frame-decoder.ts";
import { Command } from "../../worker/sandbox/protocol/frames.ts";
import {
  dockerFrame,
  fatalFrame,
  idleFrame,
  outputFrame,
  pongFrame,
  readyFrame,
  resultFrame,
  startedFrame,
} from "./fake-frames.ts";

/**
 * A container engine in memory, with a runner in each container that does what its program is named after. For what
 * real containers cannot be made to do at will: die, lie, and be away.
 */
export class FakeEngine implements ContainerEngine {
  readonly containers = new Map<string, FakeContainer>();
  readonly specs: ContainerSpec[] = [];
  readonly memoryUpdates: number[] = [];
  /** Every call fails while this is set. */
  away = false;
  /** The next container is made, but the answer does not come through. */
  losesNextCreate = false;
  updateFails = false;
  cells = true;
  /** New runners say nothing. */
  mute = false;
  version: number | undefined;
  #nextId = 1;

  info(): Promise<EngineInfo> {
    return this.#answer(() => ({
      version: "0",
      cores: 2,
      runtimes: ["runc"],
      cgroupVersion: "2",
      apparmor: false,
    }));
  }

  imageDigest(image: string): Promise<string | null> {
    return this.#answer(() => `sha256:${image}`);
  }

  create(spec: ContainerSpec): Promise<string> {
    return this.#answer(() => {
      if (spec.image === "missing") throw new CodedSandboxError("image-missing", "no such image");
      const id = `c${this.#nextId}`;
      this.#nextId += 1;
      this.specs.push(spec);
      this.containers.set(id, new FakeContainer(spec));
      if (this.losesNextCreate) {
        this.losesNextCreate = false;
        throw new CodedSandboxError("docker-lost", "socket hang up");
      }
      return id;
    });
  }

  attach(id: string): Promise<Duplex> {
    return this.#answer(() => this.#get(id).socket);
  }

  start(id: string): Promise<void> {
    return this.#answer(() => {
      if (!this.mute)
        this.#get(id).say(readyFrame({ cells: this.cells, ...(this.version && { version: this.version }) }));
    });
  }

  updateMemory(id: string, memoryBytes: number): Promise<void> {
    return this.#answer(() => {
      if (this.updateFails) throw new CodedSandboxError("docker", `update of ${id} failed`);
      this.memoryUpdates.push(memoryBytes);
    });
  }

  kill(): Promise<void> {
    return this.#answer(() => undefined);
  }

  remove(idOrName: string): Promise<void> {
    return this.#answer(() => {
      const named = [...this.containers].find(([, { spec }]) => spec.name === idOrName);
      const id = named?.[0] ?? idOrName;
      this.containers.get(id)?.socket.destroy();
      this.containers.delete(id);
    });
  }

  list(labels: Readonly<Record<string, string>>): Promise<ListedContainer[]> {
    return this.#answer(() =>
      [...this.containers]
        .map(([id, { spec }]) => ({
          id,
          labels: {
            [Label.SCOPE]: spec.scope,
            [Label.WORKER_ID]: spec.workerId,
            [Label.UID]: String(spec.uid),
          },
          createdAtMs: 0,
        }))
        .filter((container) => {
          const own: Readonly<Record<string, string>> = container.labels;
          return Object.entries(labels).every(([key, value]) => own[key] === value);
        }),
    );
  }

  /** The container whose runner has seen the most recent command. */
  get latest(): FakeContainer {
    const [latest] = [...this.containers.values()].toSorted((a, b) => b.touched - a.touched);
    if (latest === undefined) throw new Error("There is no container.");
    return latest;
  }

  #get(id: string): FakeContainer {
    const container = this.containers.get(id);
    if (container === undefined) throw new CodedSandboxError("docker", `no container ${id}`);
    return container;
  }

  async #answer<Result>(action: () => Result): Promise<Result> {
    if (this.away) throw new CodedSandboxError("docker", "Docker is away");
    return action();
  }
}

/** Where the argument list begins in an EXEC payload. */
const ARGV_OFFSET = 93;

let touches = 0;

export class FakeContainer {
  readonly spec: ContainerSpec;
  /** The worker's end. */
  readonly socket: Duplex;
  /** Programs run, in order. */
  readonly programs: string[] = [];
  /** Sizes of the files and inputs that came in. */
  dataBytes = 0;
  touched = 0;
  /** Answers nothing any more. */
  frozen = false;

  constructor(spec: ContainerSpec) {
    this.spec = spec;
    const decoder = new FrameDecoder(
      { onFrame: (type, payload) => this.#onCommand(type, payload), onPiece: () => {} },
      () => false,
    );
    this.socket = new Duplex({
      read: () => {},
      write: (chunk: Buffer, _encoding, done) => {
        decoder.push(chunk);
        done();
      },
    });
  }

  /** A frame from the runner, as it comes through Docker. */
  say(...frames: readonly Buffer[]): void {
    for (const frame of frames) this.socket.push(dockerFrame(1, frame));
  }

  /** The container's processes are gone. */
  die(): void {
    this.socket.push(null);
  }

  #onCommand(type: number, payload: Buffer): void {
    touches += 1;
    this.touched = touches;
    if (type === Command.DATA) this.dataBytes += payload.length;
    if (this.frozen) return;
    if (type === Command.PING) this.say(pongFrame());
    if (type === Command.END) this.say(idleFrame());
    if (type === Command.EXEC) this.#run(payload.readUInt32BE(0), programOf(payload));
  }

  #run(seq: number, program: string): void {
    this.programs.push(program);
    switch (program) {
      case "hang":
        return this.say(startedFrame(seq));
      case "never-starts":
        return;
      case "oom":
        return this.say(
          startedFrame(seq),
          resultFrame(seq, { cause: "memory", exitCode: -1, signal: 9, oomKills: 1 }),
        );
      case "internal":
        return this.say(resultFrame(seq, { cause: "internal", exitCode: -1, note: "no cell" }));
      case "wrong-seq":
        return this.say(startedFrame(seq + 1));
      case "garbage":
        return this.say(Buffer.alloc(64, 0xee));
      case "fatal":
        return this.say(fatalFrame("wipe failed"));
      case "die":
        return this.die();
      default:
        this.say(startedFrame(seq), outputFrame("stdout", seq, program), resultFrame(seq));
    }
  }
}

function programOf(payload: Buffer): string {
  const size = payload.readUInt32BE(ARGV_OFFSET + 2);
  return payload.toString("utf8", ARGV_OFFSET + 6, ARGV_OFFSET + 6 + size);
}
