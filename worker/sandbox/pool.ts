import type { ContainerCounts } from "#platform/metrics/worker-metrics.ts";
import { ContainerRemover } from "./container-remover.ts";
import { MIN_MEMORY_BYTES } from "./container-spec.ts";
import { disposeOf, type StarterOptions } from "./container-starter.ts";
import { CodedSandboxError, toSandboxError } from "./errors.ts";
import { abortedError, Lane, type WaitOptions } from "./lane.ts";
import type { DiscardReason, PoolOptions } from "./pool-options.ts";
import type { RunnerReady } from "./protocol/answer-decoder.ts";
import type { RunnerContainer } from "./runner-container.ts";
import type { RunnerSession, SessionEnd } from "./runner-session.ts";
import type { AcquireRequest } from "./sandbox.ts";
import { Supply } from "./supply.ts";
import { lookAfter, TICK_MS } from "./upkeep.ts";
import { WatchClock } from "./watch-clock.ts";

/*
 * The warm pool: containers that are up before anybody asks, per language.
 *
 * A container is in exactly one of five states (`RunnerContainer.setState` refuses every other step):
 *
 * - starting    Created, attached and started; the runner has not greeted yet. Nobody can have it. Leaves to `warm`
 *               with the greeting, to `destroyed` when that does not come or the stream breaks.
 * - warm        Idle in its lane. Leaves to `leased` when a request takes it, to `destroyed` when its stream breaks, a
 *               PING stays unanswered, it was idle too long, or another language needs the room.
 * - leased      Lent to one session, which alone speaks to it. Leaves to `releasing` on release, to `destroyed` on
 *               destroy, on every failure, and when its memory limit could not be changed.
 * - releasing   The job is over and END is sent. Leaves to `warm` with the runner's IDLE (everything of the job is gone),
 *               to `destroyed` when that does not come, when anything unusual happened (an OOM kill, a failure inside the
 *               runner), after its last job, and always where containers serve one submission only.
 * - destroyed   The link is cut, the removal under way. Nothing leaves here; its user id returns when Docker confirms that it
 *               is gone.
 *
 * Requests take the most recently used warm container; with none there they wait in order, and whatever becomes warm
 * goes to the first of them directly. Starts serve waiting requests first. Refilling for later waits a moment (a short
 * job gives its container back sooner than a new one is up) and runs one start at a time while jobs run. A failed start
 * is retried with back-off for as long as the pool lives, so Docker may go away and come back.
 */

/** How long a request waits; by default `acquireTimeoutMs`, whatever fails meanwhile. */
export type Patience = Partial<Pick<WaitOptions, "timeoutMs" | "maxStartFailures">>;

export class ContainerPool {
  readonly #options: PoolOptions;
  readonly #remover: ContainerRemover;
  readonly #starter: StarterOptions;
  readonly #lanes: ReadonlyMap<string, Lane>;
  readonly #supply: Supply;
  readonly #clock = new WatchClock(2 * TICK_MS);
  readonly #ticker: NodeJS.Timeout;
  readonly #disposals = new WeakMap<RunnerContainer, Promise<void>>();
  #greeting: RunnerReady | null = null;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    const { engine, logger, uids, readyTimeoutMs } = options;
    this.#remover = new ContainerRemover(engine, logger);
    const events = {
      onFailed: (container: RunnerContainer, error: CodedSandboxError) => this.#failed(container, error),
    };
    this.#starter = { engine, logger, uids, readyTimeoutMs, remover: this.#remover, events };
    this.#lanes = new Map(options.languages.map((language) => [language.slug, new Lane(language)]));
    const lanes = [...this.#lanes.values()];
    const discard = (container: RunnerContainer, why: DiscardReason): void =>
      void this.#discard(container, why);
    const onStarted = (lane: Lane, container: RunnerContainer): void => {
      this.#greeting = container.greeting;
      this.#makeAvailable(lane, container);
    };
    this.#supply = new Supply(options, { starter: this.#starter, lanes, hooks: { onStarted, discard } });
    this.#ticker = setInterval(() => lookAfter({ options, lanes, clock: this.#clock, discard }), TICK_MS);
    this.#ticker.unref();
  }

  /**
   * The exclusive use of a container with exactly this memory limit; at once when a fitting one is warm. Rejects with a
   * `SandboxError`: `unknown-language`, `aborted`, `closed`, `wait-timeout`, `image-missing`, `protocol`.
   */
  async acquire(request: AcquireRequest, patience: Patience = {}): Promise<RunnerSession> {
    const lane = this.#lane(request.language);
    const { signal } = request;
    const memoryBytes = Math.max(Math.round(request.memoryBytes), MIN_MEMORY_BYTES);
    const { timeoutMs = this.#options.acquireTimeoutMs, maxStartFailures = Number.POSITIVE_INFINITY } =
      patience;
    const deadline = performance.now() + timeoutMs;
    lane.memoryBytes = memoryBytes;
    for (;;) {
      if (this.#closed) throw closedError();
      if (signal?.aborted) throw abortedError(signal);
      const container =
        lane.take(memoryBytes) ??
        (await this.#wait(lane, {
          timeoutMs: Math.max(deadline - performance.now(), 0),
          maxStartFailures,
          signal,
        }));
      if (container.memoryBytes !== memoryBytes) await this.#resize(container, memoryBytes).catch(ignore);
      // It may have failed while this function waited; then the next one is asked for.
      if (container.state !== "leased") continue;
      if (!signal?.aborted) return this.#open(lane, container, request);
      container.setState("releasing");
      this.#makeAvailable(lane, container);
    }
  }

  /** What the latest runner said when it came up: whether cells work here. Null until one did. */
  get greeting(): RunnerReady | null {
    return this.#greeting;
  }

  /** Idle containers per language, now. */
  warmCounts(): Record<string, number> {
    return Object.fromEntries([...this.#lanes].map(([slug, lane]) => [slug, lane.warm.length]));
  }

  /** Containers per language and state; those on their way back count as leased. */
  counts(): ContainerCounts {
    const countsOf = ({ warm, lent, starting }: Lane) => ({ warm: warm.length, leased: lent.size, starting });
    return Object.fromEntries([...this.#lanes].map(([slug, lane]) => [slug, countsOf(lane)]));
  }

  /** Whether this container is one of the pool's that have come up. */
  owns(containerId: string): boolean {
    const isIt = (container: RunnerContainer): boolean => container.identity.id === containerId;
    return [...this.#lanes.values()].some((lane) => lane.warm.some(isIt) || [...lane.lent].some(isIt));
  }

  /** Brings every language to its number of warm containers, in the background. */
  refill(): void {
    this.#supply.refill();
  }

  /** Fails everything that waits or runs, removes every container, and waits until they are gone. Safe to call twice. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#ticker);
    const startsEnded = this.#supply.close();
    for (const lane of this.#lanes.values()) {
      lane.rejectWaiting(closedError());
      for (const container of [...lane.warm, ...lane.lent]) container.fail(closedError());
    }
    this.#remover.stop();
    await startsEnded;
    await this.#remover.drain();
  }

  #lane(language: string): Lane {
    const lane = this.#lanes.get(language);
    if (lane === undefined)
      throw new CodedSandboxError("unknown-language", `There is no runtime "${language}".`);
    return lane;
  }

  #wait(lane: Lane, options: WaitOptions): Promise<RunnerContainer> {
    const waiting = lane.wait(options);
    this.#supply.react();
    return waiting;
  }

  /** Gives a container another memory limit. When that fails the container goes and the promise rejects. */
  async #resize(container: RunnerContainer, memoryBytes: number): Promise<void> {
    try {
      await this.#options.engine.updateMemory(container.identity.id, memoryBytes);
      container.memoryBytes = memoryBytes;
    } catch (error) {
      const failure = toSandboxError(error, "docker");
      container.fail(failure);
      throw failure;
    }
  }

  #open(lane: Lane, container: RunnerContainer, request: AcquireRequest): RunnerSession {
    const { reuse, maxJobsPerContainer, pinCores } = this.#options;
    const { memoryBytes } = container;
    container.jobs += 1;
    this.#supply.refillSoon();
    return container.open({
      core: pinCores === null ? null : request.slot % pinCores,
      reusable:
        reuse === "auto" && container.greeting?.cells === true && container.jobs < maxJobsPerContainer,
      clock: this.#clock,
      setMemoryLimit: async (bytes) => {
        const wanted = Math.max(Math.round(bytes), MIN_MEMORY_BYTES);
        if (wanted !== container.memoryBytes) await this.#resize(container, wanted);
      },
      onReleasing: () => container.setState("releasing"),
      onEnd: (end) => this.#sessionEnded(lane, container, { end, memoryBytes }),
    });
  }

  /** `memoryBytes` is the limit the container was acquired with: it goes back with that one. */
  async #sessionEnded(
    lane: Lane,
    container: RunnerContainer,
    { end, memoryBytes }: { end: SessionEnd; memoryBytes: number },
  ): Promise<void> {
    container.closeSession();
    if (end.kind === "spent") return this.#discard(container, end);
    if (container.memoryBytes !== memoryBytes) await this.#resize(container, memoryBytes).catch(ignore);
    if (container.state === "releasing") this.#makeAvailable(lane, container);
  }

  /** Makes a released or just started container available. */
  #makeAvailable(lane: Lane, container: RunnerContainer): void {
    if (this.#closed) return void this.#discard(container, { reason: "shutdown", failed: false });
    lane.lent.delete(container);
    container.setState("warm");
    container.warmSince = this.#clock.now();
    container.checkedAt = container.warmSince;
    lane.offer(container);
  }

  #failed(container: RunnerContainer, error: CodedSandboxError): void {
    // While it starts, the starter cleans up.
    if (container.state === "starting") return;
    const failed = error.code !== "destroyed" && error.code !== "closed";
    void this.#discard(container, { reason: error.message, failed });
  }

  /** Out of the pool for good; resolves when the container is gone. */
  #discard(container: RunnerContainer, { reason, failed }: DiscardReason): Promise<void> {
    const known = this.#disposals.get(container);
    if (known !== undefined) return known;
    const { id, uid, language } = container.identity;
    this.#options.logger[failed ? "warn" : "debug"](
      { containerId: id, language, reason },
      "A container is thrown away.",
    );
    container.setState("destroyed");
    container.close();
    this.#lane(language).forget(container);
    const disposal = disposeOf(this.#starter, { id, uid }).then(() => this.#supply.react());
    this.#disposals.set(container, disposal);
    this.#supply.react();
    return disposal;
  }
}

function closedError(): CodedSandboxError {
  return new CodedSandboxError("closed", "The sandbox is shutting down.");
}

function ignore(): void {}
