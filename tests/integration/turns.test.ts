import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claimIds, enqueueMany, newLane } from "../support/jobs.ts";
import { openPlatform, type TestPlatform } from "../support/platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

describe("turns", () => {
  test("a user's job waits for nobody's second one, however many another has", async () => {
    const lane = newLane();
    const flood = await enqueueMany(platform, 1_000, { lane, userId: "flood" });
    expect(await claimIds(platform, [lane], { count: 5 })).toEqual(flood.slice(0, 5));
    const [late] = await enqueueMany(platform, 1, { lane, userId: "late" });
    expect(await claimIds(platform, [lane], { count: 2 })).toEqual([late, flood[5]]);
  });

  test("users take turns, each in their own order", async () => {
    const lane = newLane();
    const a = await enqueueMany(platform, 4, { lane, userId: "a" });
    const b = await enqueueMany(platform, 3, { lane, userId: "b" });
    const c = await enqueueMany(platform, 1, { lane, userId: "c" });
    expect(await claimIds(platform, [lane], { count: 8 })).toEqual([
      a[0],
      b[0],
      c[0],
      a[1],
      b[1],
      a[2],
      b[2],
      a[3],
    ]);
  });

  test("who comes later begins now, not with all the turns missed before", async () => {
    const lane = newLane();
    const early = await enqueueMany(platform, 20, { lane, userId: "early" });
    await claimIds(platform, [lane], { count: 10 });
    const late = await enqueueMany(platform, 3, { lane, userId: "late" });
    expect(await claimIds(platform, [lane], { count: 5 })).toEqual([
      late[0],
      early[10],
      late[1],
      early[11],
      late[2],
    ]);
  });

  test("who comes back again and again does not push others aside", async () => {
    const lane = newLane();
    const flood = await enqueueMany(platform, 6, { lane, userId: "flood" });
    const order: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const [again] = await enqueueMany(platform, 1, { lane, userId: "eager" });
      order.push(...(await claimIds(platform, [lane], { count: 2 })));
      expect(order).toContain(again);
    }
    expect(order.filter((id) => flood.includes(id))).toEqual(flood);
  });

  test("lanes are asked in the order they are given", async () => {
    const [high, low] = [newLane(), newLane()];
    const lower = await enqueueMany(platform, 2, { lane: low });
    const higher = await enqueueMany(platform, 2, { lane: high });
    expect(await claimIds(platform, [high, low], { count: 4 })).toEqual([...higher, ...lower]);
  });
});
