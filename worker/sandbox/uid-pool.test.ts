import { describe, expect, it } from "vitest";
import { UidPool } from "./uid-pool.ts";

describe("UidPool", () => {
  it("begins at its offset, goes round, and steps around the ids of others", () => {
    const uids = new UidPool({ base: 20, size: 4, offset: 2 });
    uids.exclude([23, 7, Number.NaN]);
    expect(uids.available).toBe(3);
    expect([uids.acquire(), uids.acquire(), uids.acquire()]).toEqual([22, 20, 21]);
    expect(() => uids.acquire()).toThrow(/All 4 user ids/);
  });

  it("gives returned ids out again, the longest unused first, and takes each back once", () => {
    const uids = new UidPool({ base: 20, size: 2, offset: 0 });
    uids.acquire();
    uids.acquire();
    uids.release(21);
    uids.release(21);
    uids.release(20);
    expect([uids.acquire(), uids.acquire()]).toEqual([21, 20]);
    expect(() => uids.acquire()).toThrow(expect.objectContaining({ code: "docker" }));
  });
});
