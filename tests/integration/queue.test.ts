import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SubmissionEvent } from "../../src/contract/event.ts";
import { createJobQueue } from "../../src/platform/redis/job-queue.ts";
import { claimIds, enqueueMany, finished, job, newLane } from "../support/jobs.ts";
import { openPlatform, type TestPlatform } from "../support/platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

const at = new Date();
const running = (attempt: number, index: number): SubmissionEvent => ({
  type: "running",
  at: at.toISOString(),
  attempt,
  test: index,
  of: 3,
});

async function eventTypes(submissionId: string): Promise<string[]> {
  return (await platform.eventLog.readAfter(submissionId, "0-0")).map(({ event }) => event.type);
}

describe("the queue", () => {
  test("adds a job once, however often and at once it is added", async () => {
    const { queue } = platform;
    const one = job();
    const answers = await Promise.all(Array.from({ length: 20 }, () => queue.enqueue(one)));
    expect(answers.filter(({ added }) => added)).toHaveLength(1);
    expect(await eventTypes(one.submissionId)).toEqual(["queued"]);
    expect(await claimIds(platform, [one.lane], { count: 3 })).toEqual([one.submissionId]);
    await queue.enqueue(one);
    expect(await queue.claim([one.lane], "w2")).toBeNull();
  });

  test("tells how many wait ahead", async () => {
    const lane = newLane();
    const ids = await enqueueMany(platform, 3, { lane });
    const positions = await Promise.all(ids.map((id) => platform.eventLog.readAfter(id, "0-0")));
    expect(positions.map(([first]) => first?.event)).toMatchObject([
      { position: 0 },
      { position: 1 },
      { position: 2 },
    ]);
    await claimIds(platform, [lane], { count: 1 });
    const { queueFacts } = platform;
    expect(await Promise.all(ids.map((id) => queueFacts.position(id)))).toEqual([null, 0, 1]);
    expect(await queueFacts.lanes([lane])).toMatchObject([{ lane, depth: 2, claimed: 1 }]);
  });

  test("tells followers when position or reason have changed, once, from however many gateways", async () => {
    const lane = newLane();
    const [first = "", second = ""] = await enqueueMany(platform, 2, { lane });
    const waiting = [first, second].map((submissionId) => ({
      submissionId,
      lane,
      attempt: 1,
      reason: "backlog" as const,
    }));
    const announce = (): Promise<unknown> =>
      Promise.all(Array.from({ length: 5 }, () => platform.queueFacts.announce(waiting)));
    await announce();
    expect(await eventTypes(second)).toEqual(["queued"]);
    await claimIds(platform, [lane], { count: 1 });
    await announce();
    const events = await platform.eventLog.readAfter(second, "0-0");
    expect(events.map(({ event }) => event)).toMatchObject([
      { type: "queued", position: 1 },
      { type: "queued", position: 0 },
    ]);
    expect(await eventTypes(first)).toEqual(["queued"]);
    await platform.queueFacts.announce([
      { submissionId: second, lane, attempt: 1, reason: "no_worker" },
      { submissionId: first, lane, attempt: 1, reason: "no_worker" },
    ]);
    const [told] = (await platform.eventLog.readAfter(second, "0-0")).slice(-1);
    expect(told?.event).toMatchObject({ type: "queued", position: 0, reason: "no_worker" });
    expect(await eventTypes(first)).toEqual(["queued"]);
  });

  test("hands a job whose holder stopped keeping it alive to another, and no other job", async () => {
    const { queue } = platform;
    const lane = newLane();
    const [dead, alive] = await enqueueMany(platform, 2, { lane });
    await queue.claim([lane], "w1");
    const kept = await queue.claim([lane], "w1");
    await new Promise((resolve) => setTimeout(resolve, 300));
    await queue.keepAlive(kept ? [kept] : [], "w1");
    const taken = [await queue.takeOver(lane, "w2", 200), await queue.takeOver(lane, "w2", 200)];
    expect(kept?.submissionId).toBe(alive);
    expect(taken.map((claim) => claim?.submissionId)).toEqual([dead, undefined]);
  });

  test("refuses events of an attempt that was taken over", async () => {
    const { queue, eventLog } = platform;
    const one = job();
    const { submissionId } = one;
    await queue.enqueue(one);
    const claim = await queue.claim([one.lane], "w1");
    if (!claim) throw new Error("nothing to claim");
    expect(await eventLog.append(submissionId, { attempt: 1, written: 0 }, [running(1, 0)])).toBe(true);
    await queue.raiseAttempt(claim, { type: "requeued", at: at.toISOString(), attempt: 2, why: "test" });
    expect(await eventLog.append(submissionId, { attempt: 1, written: 1 }, [running(1, 1)])).toBe(false);
    expect(await eventLog.append(submissionId, { attempt: 2, written: 0 }, [running(2, 0)])).toBe(true);
    expect(await eventTypes(submissionId)).toEqual(["queued", "running", "requeued", "running"]);
  });

  test("puts a job back that is claimed next, by anyone, as a new attempt", async () => {
    const { queue, eventLog } = platform;
    const lane = newLane();
    const [first = "", ...others] = await enqueueMany(platform, 3, { lane });
    const claim = await queue.claim([lane], "w1");
    if (!claim) throw new Error("nothing to claim");
    await queue.release(claim, { attempt: 2, why: "test" });
    expect(await eventTypes(first)).toEqual(["queued", "requeued", "queued"]);
    expect(await eventLog.append(first, { attempt: 1, written: 0 }, [running(1, 0)])).toBe(false);
    expect(await claimIds(platform, [lane], { count: 4, consumer: "w2" })).toEqual([first, ...others]);
    expect(await queue.takeOver(lane, "w3", 0)).not.toBeNull();
  });

  test("completes once: one terminal event, no entry left, nothing accepted afterwards", async () => {
    const { queue, eventLog, queueFacts } = platform;
    const one = job();
    const { submissionId, lane } = one;
    await queue.enqueue(one);
    const claim = await queue.claim([lane], "w1");
    await queue.complete(submissionId, finished(1), claim ?? undefined);
    await queue.complete(submissionId, finished(1), claim ?? undefined);
    expect(await eventLog.append(submissionId, { attempt: 1, written: 0 }, [running(1, 0)])).toBe(false);
    expect(await eventTypes(submissionId)).toEqual(["queued", "finished"]);
    expect(await queueFacts.findLost([submissionId])).toEqual([submissionId]);
    expect(await queue.takeOver(lane, "w2", 0)).toBeNull();
    expect(await queueFacts.lanes([lane])).toMatchObject([{ depth: 0, claimed: 0, oldestAgeMs: null }]);
  });

  test("what is completed while it waits is never claimed", async () => {
    const lane = newLane();
    const [first = "", second] = await enqueueMany(platform, 2, { lane });
    await platform.queue.complete(first, finished(1));
    expect(await platform.queueFacts.lanes([lane])).toMatchObject([{ depth: 1 }]);
    expect(await claimIds(platform, [lane], { count: 2 })).toEqual([second]);
  });

  test("drops a duplicate entry, and leaves the job's own one alone", async () => {
    const { queue, queueFacts } = platform;
    const one = job();
    await queue.enqueue(one);
    const own = await queue.claim([one.lane], "w1");
    if (!own) throw new Error("nothing to claim");
    await queue.discard(own);
    expect(await queueFacts.findLost([one.submissionId])).toEqual([]);
    await queue.enqueue({ ...one, attempt: 2 });
    await queue.discard(own);
    expect(await queueFacts.findLost([one.submissionId])).toEqual([]);
    expect(await claimIds(platform, [one.lane], { count: 2 })).toEqual([one.submissionId]);
  });

  test("works on after Redis was emptied", async () => {
    await platform.emptyRedis();
    const one = job();
    await platform.queue.enqueue(one);
    expect(await claimIds(platform, [one.lane], { count: 1 })).toEqual([one.submissionId]);
  });

  test("wakes an idle worker up at once, and only one for one job", async () => {
    const { queue } = platform;
    const one = job();
    const woken: string[] = [];
    const idle = ["w1", "w2"].map(async (consumer) => {
      const redis = platform.openBlocking();
      await createJobQueue({ redis: platform.redis, blocking: redis, keys: platform.keys }).waitForWork(
        [one.lane],
        2_000,
      );
      const claim = await queue.claim([one.lane], consumer);
      if (claim) woken.push(claim.submissionId);
      redis.disconnect();
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await queue.enqueue(one);
    const first = await Promise.race([
      Promise.any(idle).then(() => "woken"),
      new Promise((resolve) => setTimeout(() => resolve("slept on"), 1_500)),
    ]);
    expect(first).toBe("woken");
    await Promise.all(idle);
    expect(woken).toEqual([one.submissionId]);
  });
});
