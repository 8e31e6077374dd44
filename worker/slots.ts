/** Room for running jobs: a fixed number of slots, handed out one by one. */
export type Slots = {
  /** The lowest free slot, as soon as there is one; null when the signal aborts first. */
  take(signal: AbortSignal): Promise<number | null>;
  free(slot: number): void;
  /** Resolves when no slot is taken. */
  idle(): Promise<void>;
};

export function createSlots(count: number): Slots {
  const taken = new Set<number>();
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const wake of waiting) wake();
  };
  const lowestFree = (): number | null => {
    for (let slot = 0; slot < count; slot += 1) if (!taken.has(slot)) return slot;
    return null;
  };
  const untilChanged = (signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        waiting.delete(done);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      waiting.add(done);
      signal?.addEventListener("abort", done);
    });
  return {
    async take(signal) {
      for (;;) {
        if (signal.aborted) return null;
        const slot = lowestFree();
        if (slot !== null) {
          taken.add(slot);
          return slot;
        }
        await untilChanged(signal);
      }
    },
    free(slot) {
      taken.delete(slot);
      changed();
    },
    async idle() {
      while (taken.size > 0) await untilChanged();
    },
  };
}
