import type { Logger } from "#platform/logger.ts";
import type { ContainerEngine } from "./container-engine.ts";
import { errorMessage } from "./errors.ts";

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;

/**
 * Removes containers for certain: while Docker does not answer it tries again, slower and slower, until the container
 * is gone or `stop()` is called. Removing never throws and may be asked for twice.
 */
export class ContainerRemover {
  readonly #engine: ContainerEngine;
  readonly #logger: Logger;
  readonly #removals = new Map<string, Promise<void>>();
  readonly #stopped = new AbortController();

  constructor(engine: ContainerEngine, logger: Logger) {
    this.#engine = engine;
    this.#logger = logger;
  }

  /** Containers on their way out. */
  get pending(): number {
    return this.#removals.size;
  }

  /** Resolves when the container is really gone (or removal was given up by `stop`). */
  remove(id: string): Promise<void> {
    const running = this.#removals.get(id);
    if (running !== undefined) return running;
    const removal = this.#removeUntilGone(id).finally(() => this.#removals.delete(id));
    this.#removals.set(id, removal);
    return removal;
  }

  /** Resolves when everything asked for so far is gone. */
  async drain(): Promise<void> {
    await Promise.all(this.#removals.values());
  }

  /** No more second attempts: what Docker does not remove now is left to the janitor. */
  stop(): void {
    this.#stopped.abort();
  }

  async #removeUntilGone(id: string): Promise<void> {
    let delayMs = FIRST_RETRY_MS;
    for (;;) {
      try {
        await this.#engine.remove(id);
        return;
      } catch (error) {
        this.#logger.warn(
          { containerId: id, error: errorMessage(error), retryInMs: delayMs },
          "A container could not be removed; trying again.",
        );
      }
      if (this.#stopped.signal.aborted) return;
      await this.#pause(delayMs);
      delayMs = Math.min(delayMs * 2, LAST_RETRY_MS);
    }
  }

  /** Waits, but not beyond `stop()`: then one last attempt is made at once. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#stopped.signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#stopped.signal.addEventListener("abort", done);
    });
  }
}
