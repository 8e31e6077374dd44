import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SubmissionEvent, TrackedEvent } from "../../src/contract/event.ts";
import { finishedFromRecord } from "../../src/platform/finished-event.ts";
import { followSubmission } from "../../src/server/submissions/follow-submission.ts";
import { newSubmission, outcome } from "../support/fixtures.ts";
import { openPlatform, type TestPlatform } from "../support/platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

async function accept(): Promise<string> {
  const { userId } = platform;
  const { id, lane, attempt, createdAt } = await platform.submissions.create(newSubmission(userId));
  await platform.queue.enqueue({
    submissionId: id,
    userId,
    lane,
    attempt,
    at: createdAt,
    reason: "no_worker",
  });
  return id;
}

async function finish(id: string): Promise<void> {
  await platform.judging.claim(id, "w1");
  await platform.judging.finish({ id, attempt: 1 }, outcome());
}

async function completeFromRecord(id: string): Promise<void> {
  const facts = await platform.judging.finishedFacts(id);
  if (facts) await platform.queue.complete(id, finishedFromRecord(facts).event);
}

const running = (test: number): SubmissionEvent => ({
  type: "running",
  at: new Date().toISOString(),
  attempt: 1,
  test,
  of: 100,
});

async function collect(id: string, after?: string, most = Infinity): Promise<TrackedEvent[]> {
  const events: TrackedEvent[] = [];
  const stop = new AbortController();
  for await (const event of followSubmission(platform, { id, after, signal: stop.signal })) {
    events.push(event);
    if (events.length >= most) break;
  }
  return events;
}

describe("following a submission", () => {
  test("gives every event once, in order, whether it was there before or comes while watching", async () => {
    const id = await accept();
    const watchers = [collect(id), collect(id), collect(id)];
    for (let index = 0; index < 100; index += 1) {
      await platform.eventLog.append(id, { attempt: 1, written: index }, [running(index)]);
      if (index % 10 === 0) watchers.push(collect(id));
      if (index % 25 === 0) await sleep(5);
    }
    await finish(id);
    await completeFromRecord(id);
    for (const events of await Promise.all(watchers)) {
      expect(events.map(({ event }) => event.type)).toEqual([
        "queued",
        ...Array.from({ length: 100 }, () => "running"),
        "finished",
      ]);
      expect(events.slice(1, -1).map(({ event }) => event)).toMatchObject(
        Array.from({ length: 100 }, (_, index) => ({ test: index })),
      );
    }
  });

  test("never misses the end, however close to it watching begins", async () => {
    for (let round = 0; round < 40; round += 1) {
      const id = await accept();
      await finish(id);
      const watchers = Array.from({ length: 4 }, () => collect(id));
      await completeFromRecord(id);
      for (const events of await Promise.all(watchers)) {
        expect(events.map(({ event }) => event.type)).toEqual(["queued", "finished"]);
      }
    }
  });

  test("resumes after any event without gap or repeat", async () => {
    const id = await accept();
    await platform.eventLog.append(id, { attempt: 1, written: 0 }, [running(0), running(1), running(2)]);
    await finish(id);
    await completeFromRecord(id);
    const all = await collect(id);
    for (const [index, { id: cursor }] of all.entries()) {
      expect(await collect(id, cursor)).toEqual(all.slice(index + 1));
    }
  });

  test("answers the end from the record when the log has expired, and only once", async () => {
    const id = await accept();
    await finish(id);
    await completeFromRecord(id);
    await platform.emptyRedis();
    const events = await collect(id);
    expect(events.map(({ event }) => event.type)).toEqual(["finished"]);
    expect(await collect(id, events[0]?.id)).toEqual([]);
  });

  test("reaches the end although the terminal event was never written", async () => {
    const id = await accept();
    const watching = collect(id);
    await finish(id);
    const events = await watching;
    expect(events.map(({ event }) => event.type)).toEqual(["queued", "finished"]);
  });

  test("goes on telling how the wait stands after the job was given back before it ran", async () => {
    const id = await accept();
    const stop = new AbortController();
    const events = followSubmission(platform, { id, after: undefined, signal: stop.signal });
    await events.next();
    for (;;) {
      const claim = await platform.queue.claim(["interactive"], "w1");
      if (!claim) throw new Error("The job does not wait");
      if (claim.submissionId !== id) continue;
      await platform.queue.release(claim, { attempt: 2, why: "its worker lost its containers" });
      break;
    }
    // Told as "retrying" first. There is no worker, which only who looks after attempt 2 finds out.
    for await (const { event } of events) {
      if (event.type === "queued" && event.attempt === 2 && event.reason === "no_worker") break;
    }
    expect(await platform.queueFacts.position(id)).toBe(0);
  });

  test("stops at once when nobody watches any more", async () => {
    const id = await accept();
    const stop = new AbortController();
    const events = followSubmission(platform, { id, after: undefined, signal: stop.signal });
    await events.next();
    const next = events.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});
