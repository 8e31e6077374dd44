import { openChecker, type CheckerPlace, type CheckerRequest, type OpenChecker } from "./open-checker.ts";

/** A checker in use by one submission. */
export type CheckerLease = Pick<OpenChecker, "check"> & {
  /** Keeps the container for the next submission, where it may be kept. */
  giveBack(): void;
  destroy(reason: string): Promise<void>;
};

export type Checkers = {
  /** `key` says which checker it is: equal ones share a container, one after the other. */
  lease(key: string, request: CheckerRequest): Promise<CheckerLease>;
};

export type CheckersOptions = CheckerPlace & {
  /** How many containers are kept while nobody needs them. */
  maxIdle: number;
  /** Asked when one is given back: not where every submission has to get a fresh container. */
  mayKeep: () => boolean;
};

const IDLE_MS = 60_000;

type Idle = { key: string; open: OpenChecker; timer: NodeJS.Timeout };

/**
 * Checkers that are compiled already. A container is held by one submission at a time, every test is checked in a fresh
 * cell of it, and one that failed in any way is thrown away. Those given back wait a minute for the next submission to
 * the same version of the problem; beyond `maxIdle` the one that waited longest goes.
 */
export function createCheckers(options: CheckersOptions): Checkers {
  let idle: Idle[] = [];

  function take(key: string): OpenChecker | null {
    const found = idle.findLast((candidate) => candidate.key === key);
    if (!found) return null;
    clearTimeout(found.timer);
    idle = idle.filter((candidate) => candidate !== found);
    return found.open;
  }

  function drop(one: Idle): void {
    clearTimeout(one.timer);
    idle = idle.filter((candidate) => candidate !== one);
    void one.open.close();
  }

  function keep(key: string, open: OpenChecker): void {
    if (!options.mayKeep()) return void open.close();
    const one: Idle = { key, open, timer: setTimeout(() => drop(one), IDLE_MS) };
    one.timer.unref();
    idle.push(one);
    const [oldest] = idle;
    if (oldest && idle.length > options.maxIdle) drop(oldest);
  }

  return {
    async lease(key, request) {
      const open = take(key) ?? (await openChecker(options, request));
      return {
        check: (test) => open.check(test),
        giveBack: () => keep(key, open),
        destroy: (reason) => open.destroy(reason),
      };
    },
  };
}
