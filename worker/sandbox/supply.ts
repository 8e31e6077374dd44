import { startContainer, type StarterOptions } from "./container-starter.ts";
import { errorMessage, toSandboxError } from "./errors.ts";
import type { Lane } from "./lane.ts";
import type { DiscardReason, PoolOptions } from "./pool-options.ts";
import type { RunnerContainer } from "./runner-container.ts";

export type SupplyHooks = {
  /** A container is up; it is still `starting`. */
  onStarted(lane: Lane, container: RunnerContainer): void;
  discard(container: RunnerContainer, why: DiscardReason): void;
};

const REFILL_DELAY_MS = 100;

/** Failures that waiting does not mend: whoever waits is told at once. */
const PERMANENT: ReadonlySet<string> = new Set(["image-missing", "protocol"]);

/** Decides when containers are started: for whoever waits at once, for later requests in the background. */
export class Supply {
  readonly #options: PoolOptions;
  readonly #starter: StarterOptions;
  readonly #lanes: readonly Lane[];
  readonly #hooks: SupplyHooks;
  /** Starts under way; `close` waits for them. */
  readonly #starts = new Set<Promise<void>>();
  #refillTimer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(
    options: PoolOptions,
    parts: { starter: StarterOptions; lanes: readonly Lane[]; hooks: SupplyHooks },
  ) {
    this.#options = options;
    this.#starter = parts.starter;
    this.#lanes = parts.lanes;
    this.#hooks = parts.hooks;
  }

  /** Starts what waiting requests need now, and after a moment what later ones will find warm. */
  react(): void {
    this.#supply(false);
    this.refillSoon();
  }

  /** Starts everything that is missing, now. */
  refill(): void {
    this.#supply(true);
  }

  /** Refills after a moment; where every job uses a container up, right after the current work. */
  refillSoon(): void {
    if (this.#refillTimer !== null || this.#closed) return;
    const delayMs = this.#options.reuse === "never" ? 0 : REFILL_DELAY_MS;
    this.#refillTimer = setTimeout(() => {
      this.#refillTimer = null;
      this.refill();
    }, delayMs);
  }

  /** No more starts; resolves when those under way have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#refillTimer !== null) clearTimeout(this.#refillTimer);
    for (const lane of this.#lanes) lane.stopRetry();
    await Promise.all(this.#starts);
  }

  #supply(background: boolean): void {
    if (this.#closed) return;
    for (const lane of this.#lanes.toSorted((a, b) => b.waiting - a.waiting)) {
      while (this.#shouldStart(lane, background)) this.#start(lane);
    }
  }

  #shouldStart(lane: Lane, background: boolean): boolean {
    const { maxStarts, maxContainers } = this.#options;
    if (lane.backingOff) return false;
    const total = this.#lanes.reduce((sum, each) => sum + each.size, this.#starter.remover.pending);
    if (lane.waiting > lane.starting) {
      if (this.#starts.size >= maxStarts) return false;
      if (total >= maxContainers) this.#makeRoom(lane);
      return total < maxContainers;
    }
    if (!background || lane.warm.length + lane.starting >= this.#idleTarget(lane)) return false;
    const jobsRun = this.#lanes.some((each) => each.lent.size > 0);
    return this.#starts.size < (jobsRun ? 1 : maxStarts) && total < maxContainers;
  }

  /** Sends the longest idle container of another language away; the room comes when it is gone. */
  #makeRoom(lane: Lane): void {
    if (this.#starter.remover.pending > 0) return;
    const idle = this.#lanes.filter((each) => each !== lane).flatMap((each) => each.warm);
    const oldest = idle.toSorted((a, b) => a.warmSince - b.warmSince)[0];
    if (oldest !== undefined)
      this.#hooks.discard(oldest, { reason: "another language needs the room", failed: false });
  }

  /** How many should be idle: leased containers that come back need no substitute once every slot has one. */
  #idleTarget(lane: Lane): number {
    const { reuse, slots, warmPerLanguage } = this.#options;
    return reuse === "never"
      ? warmPerLanguage
      : Math.min(warmPerLanguage, Math.max(slots - lane.lent.size, 0));
  }

  #start(lane: Lane): void {
    lane.starting += 1;
    const { slug, image, imageDigest } = lane.language;
    const request = {
      ...this.#options.spec,
      image,
      imageDigest,
      language: slug,
      memoryBytes: lane.memoryBytes,
    };
    const beganAt = performance.now();
    const told = (ok: boolean): void =>
      this.#options.onStart?.({ language: slug, ok, tookMs: performance.now() - beganAt });
    const start = startContainer(this.#starter, request)
      .then(
        (container) => {
          told(true);
          this.#started(lane, container);
        },
        (error: unknown) => {
          told(false);
          this.#startFailed(lane, error);
        },
      )
      .finally(() => {
        this.#starts.delete(start);
        this.react();
      });
    this.#starts.add(start);
  }

  #started(lane: Lane, container: RunnerContainer): void {
    lane.starting -= 1;
    const why = container.failure?.message ?? (this.#closed ? "shutdown" : null);
    if (why !== null) return this.#hooks.discard(container, { reason: why, failed: !this.#closed });
    lane.startSucceeded();
    this.#hooks.onStarted(lane, container);
  }

  #startFailed(lane: Lane, reason: unknown): void {
    lane.starting -= 1;
    if (this.#closed) return;
    const error = toSandboxError(reason, "docker");
    const retryInMs = lane.startFailed(error, () => this.react());
    this.#options.logger.warn(
      { language: lane.language.slug, error: errorMessage(error), retryInMs },
      "A container did not start; trying again.",
    );
    if (PERMANENT.has(error.code)) lane.rejectWaiting(error);
  }
}
