import { CodedSandboxError, errorMessage } from "./errors.ts";
import { deferred, type Deferred } from "./deferred.ts";
import { protocolError } from "./protocol/frame-decoder.ts";
import type { RunnerLink } from "./runner-link.ts";
import type { ExecObserver, ExecOutcome, ExecRequest, Session, SourceFile } from "./sandbox.ts";
import type { WatchClock } from "./watch-clock.ts";

/** How a session ended, for whoever lent the container. */
export type SessionEnd =
  /** The runner has wiped everything; the container may serve again. */
  | { kind: "clean" }
  /** It must not serve again: `reason` is for the log, `failed` says whether that is a failure of ours. */
  | { kind: "spent"; reason: string; failed: boolean };

export type SessionOptions = {
  link: RunnerLink;
  imageDigest: string;
  containerId: string;
  /** Core to pin the runs to, or null. */
  core: number | null;
  /** False: the container is thrown away after this session, so nothing needs to be wiped. */
  reusable: boolean;
  clock: WatchClock;
  /** Changes the container's memory limit, bytes; does nothing when it is that already. */
  setMemoryLimit: (memoryBytes: number) => Promise<void>;
  /** Called once, when the job is released and its runs may still be under way. */
  onReleasing: () => void;
  /** Called exactly once; resolves when the container is back in the pool or really gone. */
  onEnd: (end: SessionEnd) => Promise<void>;
};

/** Time a runner has to start the next run, or to wipe after the last, milliseconds. */
const RESPONSE_GRACE_MS = 10_000;

/** A run that others keep waiting for a core may last this many times its wall limit (docs/decisions/0006). */
const WALL_STRETCH = 3;

/** Time beyond the wall limit after which the runner is not trusted to kill any more, milliseconds. */
const WALL_GRACE_MS = 2_000;

type PendingExec = {
  seq: number;
  wallMs: number;
  observer: ExecObserver;
  started: boolean;
  result: Deferred<ExecOutcome>;
};

/**
 * The exclusive use of one container for one submission.
 *
 *     open ── release() ──▶ ending ── IDLE ──▶ over (clean)
 *       │                      │
 *       └── destroy(), failure ┴──▶ over (spent)
 *
 * Runs are answered strictly in order, so the head of `#pending` is the only one the runner may speak of. Every step
 * of the runner has a deadline (`deadline`, checked by the pool's tick): the next STARTED, the RESULT within the wall
 * limit and a grace, the IDLE. Whatever ends a session early rejects everything pending, once.
 */
export class RunnerSession implements Session {
  readonly imageDigest: string;
  readonly containerId: string;
  readonly #options: SessionOptions;
  #state: "open" | "ending" | "over" = "open";
  #begun = false;
  #nextSeq = 1;
  /** In the order sent; the head is what the runner works on. */
  readonly #pending: PendingExec[] = [];
  /** Why the container must not serve again, once something unusual happened. */
  #taint: string | null = null;
  /** Settled when the container is back or gone. */
  #returned: Promise<void> | null = null;
  readonly #over = deferred<void>();
  #deadline = Number.POSITIVE_INFINITY;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.imageDigest = options.imageDigest;
    this.containerId = options.containerId;
  }

  begin(files: readonly SourceFile[]): void {
    if (this.#state === "over") return;
    if (this.#begun || this.#state !== "open") throw misuse("begin() was called twice or after release()");
    this.#begun = true;
    this.#options.link.begin(this.#options.core);
    for (const file of files) this.#options.link.file(file);
  }

  exec(request: ExecRequest, observer: ExecObserver = {}): Promise<ExecOutcome> {
    const result = deferred<ExecOutcome>();
    // A submission's runs fail together; whoever awaits them one by one must not crash the process with the others.
    result.promise.catch(ignore);
    try {
      if (this.#state !== "open" || !this.#begun)
        throw misuse("exec() was called before begin() or after the end");
      const seq = this.#nextSeq;
      this.#options.link.exec(seq, request);
      this.#nextSeq += 1;
      this.#pending.push({ seq, wallMs: request.limits.wallMs, observer, started: false, result });
      if (this.#pending.length === 1) this.#expectWithin(RESPONSE_GRACE_MS);
    } catch (error) {
      result.reject(error as Error);
    }
    return result.promise;
  }

  async setMemoryLimit(memoryBytes: number): Promise<void> {
    if (this.#state !== "open" || this.#pending.length > 0) {
      throw misuse("setMemoryLimit() was called while runs were pending or after the end");
    }
    await this.#options.setMemoryLimit(memoryBytes);
  }

  release(): Promise<void> {
    if (this.#state === "open") {
      this.#state = "ending";
      this.#options.onReleasing();
      if (this.#options.reusable) this.#options.link.end();
      this.#afterLastResult();
    }
    return this.#over.promise;
  }

  async destroy(reason: string): Promise<void> {
    this.fail(new CodedSandboxError("destroyed", reason));
    await this.#returned;
  }

  /** Ends the session for a reason that is not a clean release. Does nothing when it is over already. */
  fail(error: CodedSandboxError): void {
    this.#finish({ kind: "spent", reason: error.message, failed: error.code !== "destroyed" }, error);
  }

  /** Fails the session when the runner has not answered in time. */
  checkDeadline(): void {
    if (this.#options.clock.now() < this.#deadline) return;
    const head = this.#pending[0];
    const waitingFor = head === undefined ? "the wipe" : head.started ? "a result" : "the next run to start";
    this.fail(
      new CodedSandboxError("watchdog", `The runner did not answer in time: waited for ${waitingFor}.`),
    );
  }

  onStarted(seq: number): void {
    const head = this.#head(seq, "STARTED");
    if (head.started) throw protocolError(`STARTED twice for run ${seq}`);
    head.started = true;
    this.#expectWithin(head.wallMs * WALL_STRETCH + WALL_GRACE_MS);
    notify(head.observer.onStarted);
  }

  onStdout(seq: number, chunk: Uint8Array): void {
    notify(this.#head(seq, "STDOUT").observer.onStdout, chunk);
  }

  onStderr(seq: number, chunk: Uint8Array): void {
    notify(this.#head(seq, "STDERR").observer.onStderr, chunk);
  }

  onResult(seq: number, outcome: ExecOutcome): void {
    const head = this.#head(seq, "RESULT");
    this.#pending.shift();
    if (outcome.cause === "internal") this.#taint ??= `the runner failed: ${outcome.note}`;
    if (outcome.oomKills > 0 || outcome.cause === "memory")
      this.#taint ??= "the kernel ran out of memory in it";
    this.#expectWithin(this.#pending.length > 0 ? RESPONSE_GRACE_MS : Number.POSITIVE_INFINITY);
    head.result.resolve(outcome);
    this.#afterLastResult();
  }

  onIdle(): void {
    if (this.#state !== "ending" || this.#pending.length > 0)
      throw protocolError("IDLE in the middle of a job");
    this.#finish({ kind: "clean" }, null);
  }

  /** Once a released session has all its results: wait for the wipe, or give a container that is not kept back. */
  #afterLastResult(): void {
    if (this.#state !== "ending" || this.#pending.length > 0) return;
    if (this.#taint !== null) this.#finish({ kind: "spent", reason: this.#taint, failed: false }, null);
    else if (this.#options.reusable) this.#expectWithin(RESPONSE_GRACE_MS);
    else this.#finish({ kind: "spent", reason: "single use", failed: false }, null);
  }

  #finish(end: SessionEnd, error: CodedSandboxError | null): void {
    if (this.#state === "over") return;
    this.#state = "over";
    this.#deadline = Number.POSITIVE_INFINITY;
    this.#returned = this.#options.onEnd(end);
    for (const pending of this.#pending.splice(0)) {
      pending.result.reject(error ?? misuse("the session ended before this run"));
    }
    this.#over.resolve();
  }

  #head(seq: number, what: string): PendingExec {
    const head = this.#pending[0];
    if (head === undefined || head.seq !== seq) {
      throw protocolError(
        `${what} for run ${seq}, expected ${head === undefined ? "none" : `run ${head.seq}`}`,
      );
    }
    return head;
  }

  #expectWithin(ms: number): void {
    this.#deadline = this.#options.clock.now() + ms;
  }
}

/** Calls an observer; one that throws has broken its promise, and the session is given up. */
function notify<Args extends readonly unknown[]>(
  callback: ((...args: Args) => void) | undefined,
  ...args: Args
): void {
  try {
    callback?.(...args);
  } catch (error) {
    throw new CodedSandboxError("session-misuse", `An observer threw: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}

function misuse(what: string): CodedSandboxError {
  return new CodedSandboxError("session-misuse", `Session: ${what}.`);
}

function ignore(): void {}
