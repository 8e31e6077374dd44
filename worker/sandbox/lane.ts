import { CodedSandboxError } from "./errors.ts";
import type { RunnerContainer } from "./runner-container.ts";

export type PoolLanguage = {
  slug: string;
  image: string;
  imageDigest: string;
  /** Memory limit containers start with until requests say otherwise, bytes. */
  memoryBytes: number;
};

export type WaitOptions = {
  timeoutMs: number;
  /** Give up with the reason once so many starts in a row have failed. */
  maxStartFailures: number;
  signal: AbortSignal | undefined;
};

type Waiter = {
  maxStartFailures: number;
  resolve: (container: RunnerContainer) => void;
  reject: (error: CodedSandboxError) => void;
};

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;

/** The pool's bookkeeping for one language. Decides nothing; `ContainerPool` does. */
export class Lane {
  readonly language: PoolLanguage;
  /** Lent to nobody and ready; the most recently used last, because its caches are warm. */
  readonly warm: RunnerContainer[] = [];
  /** Leased or releasing. */
  readonly lent = new Set<RunnerContainer>();
  /** Starts under way. */
  starting = 0;
  /** What the latest request asked for: the next container starts with it. */
  memoryBytes: number;
  /** Why the latest start failed; null after a success. */
  lastError: CodedSandboxError | null = null;
  /** First come, first served. Non-empty only while `warm` is empty. */
  readonly #waiters: Waiter[] = [];
  #failures = 0;
  #retryTimer: NodeJS.Timeout | null = null;

  constructor(language: PoolLanguage) {
    this.language = language;
    this.memoryBytes = language.memoryBytes;
  }

  get waiting(): number {
    return this.#waiters.length;
  }

  /** No starts until the pause after a failed one is over. */
  get backingOff(): boolean {
    return this.#retryTimer !== null;
  }

  /** Containers of this language in any state but destroyed. */
  get size(): number {
    return this.warm.length + this.lent.size + this.starting;
  }

  /** Lends a warm container, one that has the right memory limit already if there is one. */
  take(memoryBytes: number): RunnerContainer | undefined {
    const fitting = this.warm.findLastIndex((container) => container.memoryBytes === memoryBytes);
    const container = fitting === -1 ? this.warm.pop() : this.warm.splice(fitting, 1)[0];
    if (container !== undefined) this.#lend(container);
    return container;
  }

  /** Takes a warm container in: the longest waiting request gets it at once, else it is kept. */
  offer(container: RunnerContainer): void {
    const waiter = this.#waiters.shift();
    if (waiter === undefined) {
      this.warm.push(container);
      return;
    }
    this.#lend(container);
    waiter.resolve(container);
  }

  /** A container as soon as one is offered. Rejects with `wait-timeout`, `aborted`, or why starts fail. */
  wait({ timeoutMs, maxStartFailures, signal }: WaitOptions): Promise<RunnerContainer> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        const index = this.#waiters.indexOf(waiter);
        if (index !== -1) this.#waiters.splice(index, 1);
      };
      const waiter: Waiter = {
        maxStartFailures,
        resolve: (container) => {
          leave();
          resolve(container);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const onAbort = (): void => waiter.reject(abortedError(signal));
      const timer = setTimeout(() => waiter.reject(this.#timeoutError()), timeoutMs);
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiters.push(waiter);
    });
  }

  rejectWaiting(error: CodedSandboxError): void {
    for (const waiter of this.#waiters.slice()) waiter.reject(error);
  }

  forget(container: RunnerContainer): void {
    this.lent.delete(container);
    const index = this.warm.indexOf(container);
    if (index !== -1) this.warm.splice(index, 1);
  }

  startSucceeded(): void {
    this.#failures = 0;
    this.lastError = null;
  }

  /** Begins a pause that doubles with every failure in a row; returns its length in milliseconds. */
  startFailed(error: CodedSandboxError, retry: () => void): number {
    this.lastError = error;
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LAST_RETRY_MS);
    this.#failures += 1;
    for (const waiter of this.#waiters.slice()) {
      if (this.#failures >= waiter.maxStartFailures) waiter.reject(error);
    }
    this.stopRetry();
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = null;
      retry();
    }, delayMs);
    return delayMs;
  }

  stopRetry(): void {
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
  }

  #lend(container: RunnerContainer): void {
    container.setState("leased");
    this.lent.add(container);
  }

  #timeoutError(): CodedSandboxError {
    const why = this.lastError === null ? "all are busy" : this.lastError.message;
    const message = `No container for ${this.language.slug} became free in time: ${why}`;
    return new CodedSandboxError("wait-timeout", message, { cause: this.lastError ?? undefined });
  }
}

export function abortedError(signal: AbortSignal | undefined): CodedSandboxError {
  return new CodedSandboxError("aborted", "The wait for a container was given up.", {
    cause: signal?.reason,
  });
}
