import type { RedisClient } from "./create-redis.ts";
import type { Keys } from "./keys.ts";

/** Wakes one follower up. Latched: a nudge that arrives while nobody waits is not lost. */
export type Wakeup = {
  /** Resolves at the next nudge, after `timeoutMs`, or when the signal aborts. Never rejects. */
  next(options: { signal: AbortSignal; timeoutMs: number }): Promise<void>;
  close(): void;
};

export type Wakeups = ReturnType<typeof createWakeups>;

type Listener = () => void;

/**
 * One Pub/Sub connection per process, however many people watch. Nudges only wake loops up: the event log is the
 * truth, and every loop also polls slowly, so a lost nudge costs time and nothing else.
 */
export function createWakeups({ subscriber, keys }: { subscriber: RedisClient; keys: Keys }) {
  const listeners = new Map<string, Set<Listener>>();
  subscriber.on("message", (channel: string) => {
    for (const listener of listeners.get(channel) ?? []) listener();
  });
  // Nudges sent while the connection was down are gone: let every loop look for itself.
  subscriber.on("ready", () => {
    for (const set of listeners.values()) for (const listener of set) listener();
  });

  function listen(channel: string, listener: Listener): void {
    const known = listeners.get(channel);
    if (known) {
      known.add(listener);
      return;
    }
    listeners.set(channel, new Set([listener]));
    subscriber.subscribe(channel).catch(() => undefined); // subscribed again by the client when it reconnects
  }

  function unlisten(channel: string, listener: Listener): void {
    const known = listeners.get(channel);
    if (!known?.delete(listener) || known.size > 0) return;
    listeners.delete(channel);
    subscriber.unsubscribe(channel).catch(() => undefined);
  }

  return {
    subscribe(submissionId: string): Wakeup {
      const channel = keys.nudge(submissionId);
      let latched = false;
      let resolveNext: (() => void) | null = null;
      const listener = (): void => {
        latched = true;
        resolveNext?.();
      };
      listen(channel, listener);
      return {
        async next({ signal, timeoutMs }) {
          if (!latched && !signal.aborted) {
            await new Promise<void>((resolve) => {
              const done = (): void => {
                clearTimeout(timer);
                signal.removeEventListener("abort", done);
                resolveNext = null;
                resolve();
              };
              const timer = setTimeout(done, timeoutMs);
              signal.addEventListener("abort", done);
              resolveNext = done;
            });
          }
          latched = false;
        },
        close: () => unlisten(channel, listener),
      };
    },
  };
}
