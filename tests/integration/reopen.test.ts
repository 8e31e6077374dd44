import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CURSOR_START, type SubmissionEvent, type TrackedEvent } from "../../src/contract/event.ts";
import { EXHAUSTED } from "../../src/platform/attempts.ts";
import { READ_COUNT } from "../../src/platform/redis/event-log.ts";
import { requeueDeadLetter } from "../../src/server/admin/dead-letters.ts";
import { followSubmission } from "../../src/server/submissions/follow-submission.ts";
import { getSubmission } from "../../src/server/submissions/get-submission.ts";
import { giveUp } from "../support/dead-letter.ts";
import { newSubmission, outcome, testResult } from "../support/fixtures.ts";
import { finished } from "../support/jobs.ts";
import { openPlatform, type TestPlatform } from "../support/platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

async function accept(): Promise<{ id: string; lane: string }> {
  const { userId } = platform;
  const { id, lane, attempt, createdAt } = await platform.submissions.create(newSubmission(userId));
  const job = { submissionId: id, userId, lane, attempt, at: createdAt };
  await platform.queue.enqueue({ ...job, reason: "backlog" });
  return { id, lane };
}

async function letterOf(id: string): Promise<string> {
  const letter = (await platform.deadLetters.list(100)).find(({ submissionId }) => submissionId === id);
  if (!letter) throw new Error("There is no dead letter of this submission");
  return letter.entry;
}

async function typesIn(id: string): Promise<string[]> {
  const events = await platform.eventLog.readAfter(id, CURSOR_START);
  return events.map(({ event }) => event.type);
}

const running = (test: number): SubmissionEvent => ({
  type: "running",
  at: new Date().toISOString(),
  attempt: 1,
  test,
  of: 1_000,
});

describe("a submission that was given up and queued again", () => {
  test("shows nothing of its earlier attempt: neither verdict nor tests nor the time it waited then", async () => {
    const submission = await accept();
    await platform.eventLog.append(submission.id, { attempt: 1, written: 0 }, [
      { type: "test", at: new Date().toISOString(), attempt: 1, result: testResult(0) },
    ]);
    await giveUp(platform, submission, [testResult(0)]);
    expect(await getSubmission(platform, submission.id)).toMatchObject({
      verdict: "IE",
      tests: [{ index: 0 }],
    });
    await platform.database.submission.update({
      where: { id: submission.id },
      data: { createdAt: new Date(Date.now() - 3_600_000) },
    });
    await requeueDeadLetter(platform, await letterOf(submission.id));
    const snapshot = await getSubmission(platform, submission.id);
    expect(snapshot).toMatchObject({
      status: "queued",
      attempt: 2,
      verdict: null,
      totals: null,
      message: null,
      finishedAt: null,
      tests: [],
      queue: { position: 0, reason: "no_worker" },
    });
    expect(snapshot.queue?.waitedMs).toBeLessThan(3_600_000);
    expect(await platform.deadLetters.list(100)).toEqual([]);
  });

  test("is followed past its first end, wherever the pages of its log break", async () => {
    // Its first end is the last event of a page, the last but one, or the first of the next one.
    for (const before of [READ_COUNT - 2, READ_COUNT - 1, READ_COUNT - 3]) {
      const submission = await accept();
      const { id } = submission;
      await platform.eventLog.append(
        id,
        { attempt: 1, written: 0 },
        Array.from({ length: before }, (_, index) => running(index)),
      );
      await giveUp(platform, submission);
      await requeueDeadLetter(platform, await letterOf(id));
      const events: TrackedEvent[] = [];
      const { signal } = new AbortController();
      const following = (async () => {
        for await (const event of followSubmission(platform, { id, after: undefined, signal }))
          events.push(event);
      })();
      await platform.judging.claim(id, "w1");
      await platform.judging.finish({ id, attempt: 2 }, outcome());
      await platform.queue.complete(id, finished(2));
      await following;
      expect(events.slice(before + 1).map(({ event }) => event.type)).toEqual([
        "finished",
        "requeued",
        "queued",
        "finished",
      ]);
    }
  });

  test("is judged once more and not more often, however many ask for it at once", async () => {
    const submission = await accept();
    await giveUp(platform, submission);
    const entry = await letterOf(submission.id);
    const answers = await Promise.all(Array.from({ length: 8 }, () => requeueDeadLetter(platform, entry)));
    expect(answers.filter((answer) => answer === "requeued")).toHaveLength(1);
    expect(await platform.submissions.find(submission.id)).toMatchObject({ status: "queued", attempt: 2 });
    expect(await typesIn(submission.id)).toEqual(["queued", "finished", "requeued", "queued"]);
    expect(await requeueDeadLetter(platform, entry)).toBe("letter_gone");
  });

  test("keeps a verdict of its own: a letter left behind does not have it judged again", async () => {
    const submission = await accept();
    const { id, lane } = submission;
    await giveUp(platform, submission);
    await requeueDeadLetter(platform, await letterOf(id));
    await platform.deadLetters.bury({ submissionId: id, lane }, "left behind");
    await platform.judging.claim(id, "w1");
    await platform.judging.finish({ id, attempt: 2 }, outcome());
    await platform.queue.complete(id, finished(2));
    expect(await requeueDeadLetter(platform, await letterOf(id))).toBe("not_needed");
    expect(await platform.submissions.find(id)).toMatchObject({ status: "done", verdict: "AC", attempt: 2 });
    expect(await platform.deadLetters.list(100)).toEqual([]);
  });

  test("keeps its letter until it has ended, since the letter is written first", async () => {
    const { id, lane } = await accept();
    await platform.deadLetters.bury({ submissionId: id, lane }, "every attempt failed");
    expect(await requeueDeadLetter(platform, await letterOf(id))).toBe("unfinished");
    await platform.judging.finish({ id, attempt: 1 }, EXHAUSTED);
    expect(await requeueDeadLetter(platform, await letterOf(id))).toBe("requeued");
    expect(await platform.deadLetters.list(100)).toEqual([]);
    expect(await platform.submissions.find(id)).toMatchObject({ status: "queued", attempt: 2 });
  });

  test("is said to be gone when it is, and its letter with it", async () => {
    const submission = await accept();
    await giveUp(platform, submission);
    await platform.database.submission.delete({ where: { id: submission.id } });
    expect(await requeueDeadLetter(platform, await letterOf(submission.id))).toBe("submission_gone");
    expect(await platform.deadLetters.list(100)).toEqual([]);
  });
});

describe("an attempt that has ended", () => {
  test("is not enqueued by who read its row before that", async () => {
    const { id, lane } = await accept();
    const before = await platform.submissions.find(id);
    await platform.queue.complete(id, finished(1));
    const job = { submissionId: id, userId: platform.userId, lane, attempt: before?.attempt ?? 0 };
    expect(await platform.queue.enqueue({ ...job, at: new Date(), reason: "backlog" })).toMatchObject({
      added: false,
    });
    expect(await typesIn(id)).toEqual(["queued", "finished"]);
    expect(await platform.queueFacts.position(id)).toBeNull();
  });
});
