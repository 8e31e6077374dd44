import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SubmissionEvent } from "../../src/contract/event.ts";
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
const finished = (attempt: number): SubmissionEvent => ({
  type: "finished",
  at: at.toISOString(),
  attempt,
  verdict: "AC",
  timeCause: null,
  message: null,
  totals: {
    tests: 3,
    passed: 3,
    decidingTest: null,
    maxCpuMs: 1,
    maxWallMs: 1,
    maxMemoryBytes: 1,
    sumCpuMs: 3,
  },
});

describe("the queue", () => {
  test("adds a job once, however often and at once it is added", async () => {
    const { queue, eventLog } = platform;
    const job = { submissionId: uuidv7(), lane: "contest", attempt: 1, at };
    const answers = await Promise.all(Array.from({ length: 20 }, () => queue.enqueue(job)));
    expect(answers.filter(({ added }) => added)).toHaveLength(1);
    const events = await eventLog.readAfter(job.submissionId, "0-0");
    expect(events.map(({ event }) => event.type)).toEqual(["queued"]);
    const claims = await queue.claim("contest", "w1", 10);
    expect(claims.map(({ submissionId }) => submissionId)).toEqual([job.submissionId]);
    await queue.enqueue(job);
    expect(await queue.claim("contest", "w2", 10)).toEqual([]);
  });

  test("tells how many wait ahead", async () => {
    const { queue, eventLog } = platform;
    const ids = [uuidv7(), uuidv7(), uuidv7()];
    for (const submissionId of ids) await queue.enqueue({ submissionId, lane: "rejudge", attempt: 1, at });
    const positions = await Promise.all(ids.map((id) => eventLog.readAfter(id, "0-0")));
    expect(positions.map(([first]) => first?.event)).toMatchObject([
      { position: 0 },
      { position: 1 },
      { position: 2 },
    ]);
    await queue.claim("rejudge", "w1", 1);
    expect(await queue.position(ids[2] ?? "")).toBe(1);
    expect((await queue.laneFacts("rejudge")).depth).toBe(2);
  });

  test("hands a job whose holder stopped keeping it alive to another, and no other job", async () => {
    const { queue } = platform;
    const [dead, alive] = [uuidv7(), uuidv7()];
    for (const submissionId of [dead, alive]) {
      await queue.enqueue({ submissionId, lane: "practice", attempt: 1, at });
    }
    const claims = await queue.claim("practice", "w1", 2);
    const kept = claims.filter(({ submissionId }) => submissionId === alive);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await queue.keepAlive(kept, "w1");
    const taken = [
      ...(await queue.takeOver("practice", "w2", 200)),
      ...(await queue.takeOver("practice", "w2", 200)),
    ];
    expect(taken.map(({ submissionId }) => submissionId)).toEqual([dead]);
  });

  test("refuses events of an attempt that was taken over", async () => {
    const { queue, eventLog } = platform;
    const submissionId = uuidv7();
    await queue.enqueue({ submissionId, lane: "interactive", attempt: 1, at });
    const [claim] = await queue.claim("interactive", "w1", 1);
    if (!claim) throw new Error("nothing to claim");
    expect(await eventLog.append(submissionId, 1, [running(1, 0)])).toBe(true);
    await queue.raiseAttempt(claim, { type: "requeued", at: at.toISOString(), attempt: 2, why: "test" });
    expect(await eventLog.append(submissionId, 1, [running(1, 1)])).toBe(false);
    expect(await eventLog.append(submissionId, 2, [running(2, 0)])).toBe(true);
    const types = (await eventLog.readAfter(submissionId, "0-0")).map(({ event }) => event.type);
    expect(types).toEqual(["queued", "running", "requeued", "running"]);
  });

  test("completes once: one terminal event, no entry left, nothing accepted afterwards", async () => {
    const { queue, eventLog } = platform;
    const submissionId = uuidv7();
    await queue.enqueue({ submissionId, lane: "interactive", attempt: 1, at });
    const [claim] = await queue.claim("interactive", "w1", 1);
    await queue.complete(submissionId, finished(1), claim);
    await queue.complete(submissionId, finished(1), claim);
    expect(await eventLog.append(submissionId, 1, [running(1, 0)])).toBe(false);
    const types = (await eventLog.readAfter(submissionId, "0-0")).map(({ event }) => event.type);
    expect(types).toEqual(["queued", "finished"]);
    expect(await queue.hasEntry(submissionId)).toBe(false);
    const left = await queue.takeOver("interactive", "w2", 0);
    expect(left.filter((other) => other.submissionId === submissionId)).toEqual([]);
  });

  test("makes its consumer groups again after Redis was emptied", async () => {
    const { queue } = platform;
    await platform.emptyRedis();
    const submissionId = uuidv7();
    await queue.enqueue({ submissionId, lane: "interactive", attempt: 1, at });
    const claims = await queue.claim("interactive", "w1", 1);
    expect(claims.map((claim) => claim.submissionId)).toEqual([submissionId]);
  });
});
