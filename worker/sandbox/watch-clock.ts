/**
 * A monotonic clock that stands still while this process does.
 *
 * Deadlines for containers are judged by it: when the event loop was blocked or the machine slept, answers may have
 * arrived long ago and wait unread, so that time must not count against the container. It advances by at most
 * `maxStepMs` per reading; whoever owns it reads it often.
 */
export class WatchClock {
  readonly #maxStepMs: number;
  #last = performance.now();
  #now = 0;

  constructor(maxStepMs: number) {
    this.#maxStepMs = maxStepMs;
  }

  /** Milliseconds since the clock was made, stalls left out. */
  now(): number {
    return this.#now;
  }

  /** Lets the clock catch up. Call at a steady pace, more often than every `maxStepMs`. */
  tick(): void {
    const current = performance.now();
    this.#now += Math.min(current - this.#last, this.#maxStepMs);
    this.#last = current;
  }
}
