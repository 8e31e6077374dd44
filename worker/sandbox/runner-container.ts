import type { Duplex } from "node:stream";
import type { Logger } from "#platform/logger.ts";
import { deferred } from "./deferred.ts";
import { CodedSandboxError } from "./errors.ts";
import type { RunnerReady } from "./protocol/answer-decoder.ts";
import { protocolError } from "./protocol/frame-decoder.ts";
import { PROTOCOL_VERSION } from "./protocol/frames.ts";
import { RunnerLink, type LinkHandler } from "./runner-link.ts";
import { RunnerSession, type SessionOptions } from "./runner-session.ts";
import type { ExecOutcome } from "./sandbox.ts";

/** See the essay in pool.ts. */
export type ContainerState = "starting" | "warm" | "leased" | "releasing" | "destroyed";

const TRANSITIONS: Readonly<Record<ContainerState, readonly ContainerState[]>> = {
  starting: ["warm", "destroyed"],
  warm: ["leased", "destroyed"],
  leased: ["releasing", "destroyed"],
  releasing: ["warm", "destroyed"],
  destroyed: [],
};

export type ContainerIdentity = {
  id: string;
  uid: number;
  language: string;
  imageDigest: string;
  memoryBytes: number;
};

export type ContainerEvents = {
  /** The container is of no more use. Called at most once, before anybody else learns of it. */
  onFailed(container: RunnerContainer, error: CodedSandboxError): void;
};

/** The runner's own words are kept short in the log. */
const DIAGNOSTIC_MAX_CHARS = 500;

/** One container with a runner in it: its state, its conversation, and the session it is lent to. */
export class RunnerContainer {
  readonly identity: ContainerIdentity;
  /** The limit the container has now, bytes. */
  memoryBytes: number;
  /** Sessions served. */
  jobs = 0;
  /** Watch-clock time when it last became warm or answered a ping. */
  checkedAt = 0;
  /** Watch-clock time when it last became warm. */
  warmSince = 0;
  /** Watch-clock time of the unanswered PING, null when there is none. */
  pingedAt: number | null = null;
  readonly #events: ContainerEvents;
  readonly #logger: Logger;
  readonly #link: RunnerLink;
  readonly #ready = deferred<RunnerReady>();
  #state: ContainerState = "starting";
  #greeting: RunnerReady | null = null;
  #session: RunnerSession | null = null;
  #failure: CodedSandboxError | null = null;

  constructor(
    identity: ContainerIdentity,
    socket: Duplex,
    options: { events: ContainerEvents; logger: Logger },
  ) {
    this.identity = identity;
    this.memoryBytes = identity.memoryBytes;
    this.#events = options.events;
    this.#logger = options.logger;
    this.#ready.promise.catch(() => {});
    this.#link = new RunnerLink(socket, this.#createHandler());
  }

  get state(): ContainerState {
    return this.#state;
  }

  /** What the runner said when it was ready, null before. */
  get greeting(): RunnerReady | null {
    return this.#greeting;
  }

  /** Why it is of no more use, null while it is. */
  get failure(): CodedSandboxError | null {
    return this.#failure;
  }

  /** Resolves with the greeting. Rejects with `protocol` when it speaks another version, or when the container fails. */
  get ready(): Promise<RunnerReady> {
    return this.#ready.promise;
  }

  /** Throws when the pool would make a step the essay does not know, such as lending twice. */
  setState(next: ContainerState): void {
    if (!TRANSITIONS[this.#state].includes(next)) {
      throw new Error(`Container ${this.identity.id.slice(0, 12)} cannot go from ${this.#state} to ${next}.`);
    }
    this.#state = next;
  }

  /** A new session on this leased container. */
  open(options: Omit<SessionOptions, "link" | "imageDigest" | "containerId">): RunnerSession {
    this.#session = new RunnerSession({
      ...options,
      link: this.#link,
      imageDigest: this.identity.imageDigest,
      containerId: this.identity.id,
    });
    return this.#session;
  }

  /** After the session's end: frames no longer belong to anybody. */
  closeSession(): void {
    this.#session = null;
  }

  /** Fails the session when its runner is overdue. */
  checkDeadline(): void {
    this.#session?.checkDeadline();
  }

  ping(now: number): void {
    this.pingedAt = now;
    this.#link.ping();
  }

  /** Gives the container up: its session fails with `error`, the link is cut. */
  fail(error: CodedSandboxError): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    this.#link.close();
    this.#events.onFailed(this, error);
    this.#ready.reject(error);
    this.#session?.fail(error);
  }

  /** Cuts the link without telling anybody. */
  close(): void {
    this.#failure ??= new CodedSandboxError("destroyed", "The container was given up.");
    this.#link.close();
    this.#ready.reject(this.#failure);
  }

  #createHandler(): LinkHandler {
    return {
      onReady: (ready) => this.#onReady(ready),
      onPong: () => {
        if (this.pingedAt === null) throw protocolError("PONG without a PING");
        this.pingedAt = null;
      },
      onStarted: (seq) => this.#current("STARTED").onStarted(seq),
      onStdout: (seq: number, chunk: Uint8Array) => this.#current("STDOUT").onStdout(seq, chunk),
      onStderr: (seq: number, chunk: Uint8Array) => this.#current("STDERR").onStderr(seq, chunk),
      onResult: (seq: number, outcome: ExecOutcome) => this.#current("RESULT").onResult(seq, outcome),
      onIdle: () => this.#current("IDLE").onIdle(),
      onFatal: (message) => {
        throw new CodedSandboxError("container-failed", `The runner gave up: ${message}`);
      },
      onDiagnostic: (text) =>
        this.#logger.warn(
          {
            containerId: this.identity.id,
            language: this.identity.language,
            text: text.slice(0, DIAGNOSTIC_MAX_CHARS),
          },
          "The runner wrote to its standard error.",
        ),
      onBroken: (error) => this.fail(error),
    };
  }

  #onReady(ready: RunnerReady): void {
    if (ready.protocolVersion !== PROTOCOL_VERSION) {
      throw protocolError(
        `protocol version ${ready.protocolVersion}, this worker speaks ${PROTOCOL_VERSION}: run \`npm run runtimes\``,
      );
    }
    this.#greeting = ready;
    this.#ready.resolve(ready);
  }

  #current(what: string): RunnerSession {
    if (this.#session === null) throw protocolError(`${what} while no job was running`);
    return this.#session;
  }
}
