import { v7 as uuidv7 } from "uuid";
import type { SubmissionEvent } from "../../src/contract/event.ts";
import type { QueuedJob } from "../../src/platform/redis/job-queue.ts";
import { outcome } from "./fixtures.ts";
import type { TestPlatform } from "./platform.ts";

/** What waits; in a lane of its own unless `lane` is given. */
export function job(changes: Partial<QueuedJob> = {}): QueuedJob {
  return {
    submissionId: uuidv7(),
    userId: "u",
    lane: newLane(),
    attempt: 1,
    at: new Date(),
    reason: "backlog",
    ...changes,
  };
}

let laneCount = 0;
/** A lane nobody else uses. */
export function newLane(): string {
  laneCount += 1;
  return `lane-${laneCount}`;
}

export async function enqueueMany(
  platform: TestPlatform,
  count: number,
  changes: Partial<QueuedJob>,
): Promise<string[]> {
  const jobs = Array.from({ length: count }, () => job(changes));
  for (const each of jobs) await platform.queue.enqueue(each);
  return jobs.map(({ submissionId }) => submissionId);
}

/** Claims so many, one after the other; fewer when nothing waits any more. */
export async function claimIds(
  platform: TestPlatform,
  lanes: string[],
  { count, consumer = "w1" }: { count: number; consumer?: string },
): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const claim = await platform.queue.claim(lanes, consumer);
    if (claim) ids.push(claim.submissionId);
  }
  return ids;
}

/** The `finished` event of an attempt. */
export function finished(attempt: number): SubmissionEvent {
  return {
    type: "finished",
    at: new Date().toISOString(),
    attempt,
    verdict: "AC",
    timeCause: null,
    message: null,
    totals: outcome().totals,
  };
}
