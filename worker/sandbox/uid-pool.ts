import { CodedSandboxError } from "./errors.ts";

export type UidRange = {
  /** First user id. */
  base: number;
  size: number;
  /** Where in the range to begin, so that workers sharing a host and a range start far apart. */
  offset: number;
};

/**
 * Hands out host user ids, one per container: process and pipe limits are counted per host user, so containers that
 * shared one would starve each other. An id comes back only when its container is really gone, and is then the last
 * to be used again.
 */
export class UidPool {
  readonly #range: UidRange;
  /** How many ids of the range were never given out yet, counted up. */
  #fresh = 0;
  readonly #returned: number[] = [];
  readonly #taken = new Set<number>();

  constructor(range: UidRange) {
    this.#range = range;
  }

  /** Marks ids that containers of other workers use on this host; ids outside the range do not matter. */
  exclude(uids: Iterable<number>): void {
    const { base, size } = this.#range;
    for (const uid of uids) if (uid >= base && uid < base + size) this.#taken.add(uid);
  }

  /** How many ids no living container has. */
  get available(): number {
    return this.#range.size - this.#taken.size;
  }

  /** An id no living container has. Throws `docker` when the range is used up. */
  acquire(): number {
    while (this.#fresh < this.#range.size) {
      const uid = this.#range.base + ((this.#range.offset + this.#fresh) % this.#range.size);
      this.#fresh += 1;
      if (this.#taken.has(uid)) continue;
      this.#taken.add(uid);
      return uid;
    }
    const uid = this.#returned.shift();
    if (uid === undefined) {
      throw new CodedSandboxError("docker", `All ${this.#range.size} user ids for containers are in use.`);
    }
    this.#taken.add(uid);
    return uid;
  }

  release(uid: number): void {
    if (this.#taken.delete(uid)) this.#returned.push(uid);
  }
}
