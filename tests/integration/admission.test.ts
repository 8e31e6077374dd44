import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claimIds, enqueueMany, finished, job, newLane } from "../support/jobs.ts";
import { openPlatform, type TestPlatform } from "../support/platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

describe("admission", () => {
  const limits = { laneMaxWaiting: 10, userMaxPending: 100, userRatePerMinute: 6_000, userBurst: 1_000 };
  const place = (lane: string, userId: string): { id: string; userId: string; lane: string } => ({
    id: uuidv7(),
    userId,
    lane,
  });

  test("a lane takes so many and no more", async () => {
    const lane = newLane();
    await enqueueMany(platform, 9, { lane });
    expect(await platform.queueFacts.admit(place(lane, "x"), limits)).toBeNull();
    await enqueueMany(platform, 1, { lane });
    expect(await platform.queueFacts.admit(place(lane, "x"), limits)).toMatchObject({ why: "lane" });
    await claimIds(platform, [lane], { count: 1 });
    expect(await platform.queueFacts.admit(place(lane, "x"), limits)).toBeNull();
  });

  test("a user may have so many pending, also when they come at once; the end of one makes room", async () => {
    const lane = newLane();
    const userId = uuidv7();
    const few = { ...limits, userMaxPending: 5 };
    const places = Array.from({ length: 20 }, () => place(lane, userId));
    const answers = await Promise.all(places.map((each) => platform.queueFacts.admit(each, few)));
    expect(answers.filter((answer) => answer === null)).toHaveLength(5);
    const [one] = places.filter((_, index) => answers[index] === null);
    if (!one) throw new Error("none was admitted");
    await platform.queue.enqueue(job({ submissionId: one.id, userId, lane }));
    expect(await platform.queueFacts.admit(place(lane, userId), few)).toMatchObject({ why: "pending" });
    await platform.queue.complete(one.id, finished(1));
    expect(await platform.queueFacts.admit(place(lane, userId), few)).toBeNull();
    const [other] = places.filter((each, index) => answers[index] === null && each !== one);
    await platform.queueFacts.withdraw(other ?? one);
    expect(await platform.queueFacts.admit(place(lane, userId), few)).toBeNull();
  });

  test("a user may submit so fast and no faster, and is told how long to wait", async () => {
    const lane = newLane();
    const slow = { ...limits, userRatePerMinute: 600, userBurst: 3 };
    const userId = uuidv7();
    const answers = [];
    for (let index = 0; index < 5; index += 1)
      answers.push(await platform.queueFacts.admit(place(lane, userId), slow));
    expect(answers.map((answer) => answer?.why ?? "in")).toEqual(["in", "in", "in", "rate", "rate"]);
    const waitMs = answers[4]?.waitMs ?? 0;
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(100);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    expect(await platform.queueFacts.admit(place(lane, userId), slow)).toBeNull();
    expect(await platform.queueFacts.admit(place(lane, uuidv7()), slow)).toBeNull();
  });
});
