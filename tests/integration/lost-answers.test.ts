import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SubmissionEvent } from "../../src/contract/event.ts";
import { createLogger } from "../../src/platform/logger.ts";
import { reconcile } from "../../src/server/reconciler.ts";
import { createEventWriter } from "../../worker/event-writer.ts";
import { newSubmission } from "../support/fixtures.ts";
import { finished, job } from "../support/jobs.ts";
import { openPlatform, type TestPlatform } from "../support/platform.ts";

/**
 * A step that was made but whose answer got lost is made again by whoever asked, and a step that was decided on some
 * time ago arrives when the world has moved on. Neither may leave a trace.
 */

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
beforeEach(async () => {
  await platform.emptyRedis();
  await platform.database.submission.deleteMany();
});
afterAll(() => platform.close());

const running = (attempt: number, index: number): SubmissionEvent => ({
  type: "running",
  at: new Date().toISOString(),
  attempt,
  test: index,
  of: 3,
});

const requeued = (attempt: number): SubmissionEvent => ({
  type: "requeued",
  at: new Date().toISOString(),
  attempt,
  why: "test",
});

async function typesIn(submissionId: string): Promise<string[]> {
  const events = await platform.eventLog.readAfter(submissionId, "0-0");
  return events.map(({ event }) => `${event.type}/${event.attempt}`);
}

/** A job that waits, and the claim somebody has of it. */
async function claimed(submissionId?: string) {
  const one = job(submissionId === undefined ? {} : { submissionId });
  await platform.queue.enqueue(one);
  const claim = await platform.queue.claim([one.lane], "w1");
  if (!claim) throw new Error("Nothing to claim");
  return { one, claim, id: one.submissionId };
}

describe("a step that is made twice", () => {
  test("events", async () => {
    const { id } = await claimed();
    let answersLost = 2;
    const eventLog = {
      ...platform.eventLog,
      append: async (...call: Parameters<typeof platform.eventLog.append>) => {
        const accepted = await platform.eventLog.append(...call);
        answersLost -= 1;
        if (answersLost >= 0) throw new Error("The answer was lost");
        return accepted;
      },
    };
    const events = createEventWriter({
      eventLog,
      submissionId: id,
      attempt: 1,
      logger: createLogger({ name: "test", level: "silent" }),
      signal: new AbortController().signal,
      onRefused: () => undefined,
    });
    for (const index of [0, 1, 2]) events.report(running(1, index));
    await events.flush();
    const log = await platform.eventLog.readAfter(id, "0-0");
    expect(log.slice(1).map(({ event }) => event)).toMatchObject([{ test: 0 }, { test: 1 }, { test: 2 }]);
  });

  test("giving back, also when it was claimed in between", async () => {
    const { one, claim, id } = await claimed();
    await platform.queue.release(claim, { attempt: 2, why: "test" });
    const next = await platform.queue.claim([one.lane], "w2");
    await platform.queue.release(claim, { attempt: 2, why: "test" });
    expect(await platform.queue.claim([one.lane], "w3")).toBeNull();
    expect(await typesIn(id)).toEqual(["queued/1", "requeued/2", "queued/2"]);
    expect(next?.entry).toBe(claim.entry);
  });

  test("taking over", async () => {
    const { claim, id } = await claimed();
    await platform.queue.raiseAttempt(claim, requeued(2));
    await platform.queue.raiseAttempt(claim, requeued(2));
    expect(await typesIn(id)).toEqual(["queued/1", "requeued/2"]);
  });
});

describe("a step that comes too late", () => {
  test("adding, after the end: it was listed as queued a moment ago", async () => {
    const { one, claim, id } = await claimed();
    await platform.queue.complete(id, finished(1), claim);
    expect(await platform.queue.enqueue(one)).toMatchObject({ added: false });
    expect(await platform.queue.claim([one.lane], "w1")).toBeNull();
    expect(await typesIn(id)).toEqual(["queued/1", "finished/1"]);
  });

  test("adding, after the end of an earlier attempt: it is to be judged again", async () => {
    const { one, claim, id } = await claimed();
    await platform.queue.complete(id, finished(1), claim);
    await platform.queue.enqueue({ ...one, attempt: 2 });
    expect((await platform.queue.claim([one.lane], "w1"))?.submissionId).toBe(id);
  });

  test("adding, as an attempt that was over long ago", async () => {
    const { one, claim } = await claimed();
    await platform.queue.raiseAttempt(claim, requeued(2));
    await platform.queue.enqueue(one);
    expect(await platform.queue.claim([one.lane], "w2")).toBeNull();
  });

  test.each(["giving back", "taking over"])("%s, after it was cancelled", async (step) => {
    const { one, claim, id } = await claimed();
    await platform.queue.complete(id, finished(2));
    if (step === "giving back") await platform.queue.release(claim, { attempt: 2, why: "test" });
    else await platform.queue.raiseAttempt(claim, requeued(2));
    expect(await platform.queue.claim([one.lane], "w2")).toBeNull();
    expect(await typesIn(id)).toEqual(["queued/1", "finished/2"]);
    expect(await platform.queueFacts.findLost([id])).toEqual([id]);
  });
});

describe("when Redis has forgotten the last thing it was told", () => {
  test("a newer attempt than it knows of still writes events, and the older one no more", async () => {
    const { id } = await claimed();
    const write = async (attempt: number): Promise<boolean> => {
      let accepted = true;
      const events = createEventWriter({
        eventLog: platform.eventLog,
        submissionId: id,
        attempt,
        logger: createLogger({ name: "test", level: "silent" }),
        signal: new AbortController().signal,
        onRefused: () => {
          accepted = false;
        },
      });
      events.report(running(attempt, 0));
      await events.flush();
      return accepted;
    };
    expect([await write(1), await write(2), await write(1)]).toEqual([true, true, false]);
  });
});

describe("the reconciler", () => {
  test("says that a new attempt begins also when a gateway died before it could", async () => {
    const { id } = await platform.submissions.create(newSubmission(platform.userId));
    await platform.judging.claim(id, "dead-worker");
    await platform.judging.requeue({ id, attempt: 1 }, "failed");
    await platform.database.submission.update({ where: { id }, data: { createdAt: new Date(0) } });
    expect(await reconcile(platform)).toBe(1);
    expect(await typesIn(id)).toEqual(["requeued/2", "queued/2"]);
  });

  test("tells of a new attempt also where Redis remembers the old one", async () => {
    const { id } = await platform.submissions.create(newSubmission(platform.userId));
    const { claim } = await claimed(id);
    await platform.judging.claim(id, "dead-worker");
    await platform.redis.xdel(platform.keys.lane(claim.lane), claim.entry);
    await platform.database.submission.update({ where: { id }, data: { createdAt: new Date(0) } });
    expect(await reconcile(platform)).toBe(1);
    expect(await typesIn(id)).toEqual(["queued/1", "requeued/2", "queued/2"]);
  });
});
