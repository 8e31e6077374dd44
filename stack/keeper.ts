import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceProcess } from "./service-process.ts";

/**
 * Keeps one service running: when it ends although nobody asked it to, it is started again, a little later each time
 * it happens in a row, and people are told.
 *
 * running → (ended by itself) waiting → (delay over) starting → running; any → (stop or kill) stopped. Nothing leaves
 * stopped. A start that fails counts as an end.
 */
export type KeeperOptions = {
  /** As people know it, such as "Redis". */
  title: string;
  start: (attempt: { again: boolean }) => ServiceProcess | Promise<ServiceProcess>;
  /** Resolves when it may be used. The first failure is the caller's, later ones lead to another attempt. */
  untilReady: (service: ServiceProcess) => Promise<void>;
  stopTimeoutMs: number;
  say: (line: string) => void;
};

const DELAYS_MS = [200, 1_000, 2_000, 5_000, 15_000];
/** After this long without trouble, the next end counts as the first again. */
const CALM_MS = 60_000;

export class Keeper {
  readonly #options: KeeperOptions;
  readonly #stopped = new AbortController();
  #current: ServiceProcess | null = null;
  #endsInARow = 0;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** How often it has ended by itself lately. */
  get endsInARow(): number {
    return this.#endsInARow;
  }

  logTail(): string {
    return this.#current?.logTail() ?? "";
  }

  async start(): Promise<void> {
    const service = await this.#options.start({ again: false });
    this.#current = service;
    try {
      await this.#options.untilReady(service);
    } catch (error) {
      await this.stop();
      throw error;
    }
    void this.#watch(service);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#current?.stop(this.#options.stopTimeoutMs);
  }

  kill(): void {
    this.#stopped.abort();
    this.#current?.kill();
  }

  /** Never rejects. */
  async #watch(first: ServiceProcess): Promise<void> {
    let service: ServiceProcess | null = first;
    while (!this.#stopped.signal.aborted) {
      const startedAt = Date.now();
      const how = service === null ? "could not be started" : await service.ended;
      if (this.#stopped.signal.aborted) return;
      if (Date.now() - startedAt > CALM_MS) this.#endsInARow = 0;
      const delayMs = DELAYS_MS[Math.min(this.#endsInARow, DELAYS_MS.length - 1)] ?? 0;
      this.#endsInARow += 1;
      this.#options.say(
        `${this.#options.title} ${how}: starting it again in ${delayMs / 1000} s.${logHint(service)}`,
      );
      await sleep(delayMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      if (!this.#stopped.signal.aborted) service = await this.#startAgain();
    }
  }

  async #startAgain(): Promise<ServiceProcess | null> {
    let service: ServiceProcess | null = null;
    try {
      service = await this.#options.start({ again: true });
      this.#current = service;
      // Stopped while it was being started: nobody else would end it.
      if (this.#stopped.signal.aborted) await service.stop(this.#options.stopTimeoutMs);
      else await this.#options.untilReady(service);
      return service;
    } catch {
      await service?.stop(this.#options.stopTimeoutMs);
      return null;
    }
  }
}

function logHint(service: ServiceProcess | null): string {
  return service === null ? "" : ` Its log is ${service.logFile}.`;
}
