import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MAX_FAILURES } from "../../src/platform/attempts.ts";
import { reconcile } from "../../src/server/reconciler.ts";
import { newSubmission } from "../support/fixtures.ts";
import { openPlatform, type TestPlatform } from "../support/platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
beforeEach(async () => {
  await platform.emptyRedis();
  await platform.database.submission.deleteMany();
});
afterAll(() => platform.close());

/** A row as a gateway leaves it that dies before the queue: old enough to be looked at. */
async function acceptedOnly(): Promise<string> {
  const { id } = await platform.submissions.create(newSubmission(platform.userId));
  await platform.database.submission.update({
    where: { id },
    data: { createdAt: new Date(Date.now() - 60_000) },
  });
  return id;
}

async function claimAll(): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const claim = await platform.queue.claim(["interactive"], "w1");
    if (!claim) return ids;
    ids.push(claim.submissionId);
  }
}

describe("the reconciler", () => {
  test("adds a row the queue does not know, once, also when every gateway does it at the same time", async () => {
    const id = await acceptedOnly();
    await Promise.all(Array.from({ length: 8 }, () => reconcile(platform)));
    await reconcile(platform);
    expect(await claimAll()).toEqual([id]);
    const events = await platform.eventLog.readAfter(id, "0-0");
    expect(events.map(({ event }) => event.type)).toEqual(["queued"]);
  });

  test("leaves alone what waits or was claimed", async () => {
    const waiting = await acceptedOnly();
    await reconcile(platform);
    expect(await reconcile(platform)).toBe(0);
    expect(await claimAll()).toEqual([waiting]);
    expect(await reconcile(platform)).toBe(0);
    expect(await claimAll()).toEqual([]);
  });

  test("leaves a row alone that has only just been written", async () => {
    await platform.submissions.create(newSubmission(platform.userId));
    expect(await reconcile(platform)).toBe(0);
  });

  test("queues a submission again whose worker and entry are gone, as a new attempt", async () => {
    const id = await acceptedOnly();
    await platform.judging.claim(id, "dead-worker");
    expect(await reconcile(platform)).toBe(1);
    expect(await platform.submissions.find(id)).toMatchObject({ status: "queued", attempt: 2 });
    expect(await claimAll()).toEqual([id]);
    const events = await platform.eventLog.readAfter(id, "0-0");
    expect(events.map(({ event }) => event.type)).toEqual(["requeued", "queued"]);
  });

  test("leaves a submission to its worker as long as that lives", async () => {
    const id = await acceptedOnly();
    await platform.judging.claim(id, "live-worker");
    await platform.workers.report({
      id: "live-worker",
      version: "0",
      startedAt: new Date().toISOString(),
      seenAt: new Date().toISOString(),
      slots: 1,
      busy: 1,
      running: [id],
      state: "ready",
      lanes: [],
      languages: {},
      sandboxMode: "cells",
      sandboxReason: "",
      warm: {},
    });
    expect(await reconcile(platform)).toBe(0);
    expect(await platform.submissions.find(id)).toMatchObject({ status: "running", attempt: 1 });
  });

  test("ends a submission as IE after its last attempt", async () => {
    const id = await acceptedOnly();
    await platform.judging.claim(id, "dead-worker");
    await platform.database.submission.update({ where: { id }, data: { failures: MAX_FAILURES - 1 } });
    expect(await reconcile(platform)).toBe(1);
    expect(await platform.submissions.find(id)).toMatchObject({ status: "done", verdict: "IE" });
    const events = await platform.eventLog.readAfter(id, "0-0");
    expect(events.at(-1)?.event).toMatchObject({ type: "finished", verdict: "IE" });
  });
});
