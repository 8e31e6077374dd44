import { setTimeout as sleep } from "node:timers/promises";
import { compareCursors } from "../../../src/contract/apply-event.ts";
import type { SubmissionEvent, TrackedEvent } from "../../../src/contract/event.ts";
import type { Cluster } from "./cluster.ts";

const LEFT_MS = 30_000;

/** What the record says of a submission in the end. */
export type FinalRow = {
  id: string;
  status: string;
  verdict: string | null;
  attempt: number;
  failures: number;
  test_count: number;
};

export async function rowOf(cluster: Cluster, id: string): Promise<FinalRow> {
  const [row] = await cluster.sql<FinalRow>(
    "SELECT id, status, verdict, attempt, failures, test_count FROM submission WHERE id = $1",
    [id],
  );
  if (!row) throw new Error(`There is no submission ${id}`);
  return row;
}

/** Everything in the log of a submission, as Redis has it. */
export async function logOf(cluster: Cluster, id: string): Promise<TrackedEvent[]> {
  const entries = await cluster.redis.xrange(cluster.keys.events(id), "-", "+");
  return entries.map(([id, fields]) => ({ id, event: JSON.parse(fields[1] ?? "") as SubmissionEvent }));
}

/** What is wrong with the events somebody has seen of a submission; nothing when all is as promised. */
export function faultsOfStream(events: readonly TrackedEvent[], row: FinalRow): string[] {
  const faults: string[] = [];
  for (const [index, { id }] of events.entries()) {
    const before = events[index - 1];
    if (before && compareCursors(before.id, id) >= 0) faults.push(`${id} comes after ${before.id}`);
  }
  const walk = new Walk();
  for (const { id, event } of events) {
    const fault = walk.step(event);
    if (fault !== null) faults.push(`${fault} at ${id} of ${typesOf(events)}`);
  }
  const last = events.at(-1)?.event;
  if (last?.type !== "finished") faults.push(`does not end with finished: ${typesOf(events)}`);
  else if (last.verdict !== row.verdict || last.attempt !== row.attempt) {
    faults.push(
      `ends with ${last.verdict} of attempt ${last.attempt}, recorded are ${row.verdict} and ${row.attempt}`,
    );
  }
  const expectedTests = ["CE", "IE", "CANCELLED"].includes(row.verdict ?? "") ? null : row.test_count;
  if (expectedTests !== null && walk.tests !== expectedTests) {
    faults.push(`${walk.tests} of ${expectedTests} tests in the last attempt: ${typesOf(events)}`);
  }
  return faults;
}

/** Events that Redis has and somebody who followed until the end has not seen. */
export async function gapsIn(
  cluster: Cluster,
  { id, events }: { id: string; events: readonly TrackedEvent[] },
): Promise<string[]> {
  const seen = new Set(events.map((tracked) => tracked.id));
  const log = await logOf(cluster, id);
  // The end may have come from the record while the log did not have it yet.
  const missed = log.filter((tracked) => tracked.event.type !== "finished" && !seen.has(tracked.id));
  return missed.map((tracked) => `${tracked.event.type} at ${tracked.id} was never seen`);
}

function typesOf(events: readonly TrackedEvent[]): string {
  return events
    .filter(({ event }) => event.type !== "output")
    .map(({ event }) => `${event.type}/${event.attempt}`)
    .join(" ");
}

/** The order in which events may come. */
class Walk {
  /** Tests judged in this attempt. */
  tests = 0;
  #attempt = 0;
  #phase: "new" | "waiting" | "compiling" | "compiled" | "running" | "between" | "finished" = "new";
  #running = -1;

  /** Answers what is wrong with this event here, or null. */
  step(event: SubmissionEvent): string | null {
    if (this.#phase === "finished") return `${event.type} after the end`;
    const isNext = event.type === "requeued" || this.#phase === "new";
    if (isNext ? event.attempt <= this.#attempt : event.attempt !== this.#attempt) {
      return `${event.type} of attempt ${event.attempt} during attempt ${this.#attempt}`;
    }
    this.#attempt = event.attempt;
    const fault = this.#isLegal(event) ? null : `${event.type} while ${this.#phase}`;
    this.#advance(event);
    return fault;
  }

  #isLegal(event: SubmissionEvent): boolean {
    switch (event.type) {
      case "queued":
        return this.#phase === "new" || this.#phase === "waiting";
      case "requeued":
        return true;
      case "compiling":
        return this.#phase === "waiting";
      case "compiled":
        // Of a program that is only interpreted the syntax is checked after its first failure.
        return this.#phase === "compiling" || this.#phase === "running";
      case "running":
        return ["waiting", "compiled", "between"].includes(this.#phase) && event.test === this.tests;
      case "output":
        return this.#phase === "running" && event.test === this.#running;
      case "test":
        return this.#phase === "running" && event.result.index === this.#running;
      case "finished":
        return true;
    }
  }

  #advance(event: SubmissionEvent): void {
    if (event.type === "requeued") this.tests = 0;
    if (event.type === "running") this.#running = event.test;
    if (event.type === "test") this.tests += 1;
    this.#phase = nextPhase(event);
  }
}

function nextPhase(
  event: SubmissionEvent,
): "waiting" | "compiling" | "compiled" | "running" | "between" | "finished" {
  switch (event.type) {
    case "queued":
    case "requeued":
      return "waiting";
    case "compiling":
    case "compiled":
    case "finished":
      return event.type;
    case "running":
    case "output":
      return "running";
    case "test":
      return "between";
  }
}

/** Waits until Redis knows no job any more; fails with what it still knows. */
export async function untilNothingIsLeft(cluster: Cluster): Promise<void> {
  const deadline = Date.now() + LEFT_MS;
  for (;;) {
    const left = await leftInRedis(cluster);
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Error(`Left in Redis: ${left.join(", ")}`);
    await sleep(200);
  }
}

/** Keys of jobs that Redis still knows, and entries that still wait or are claimed; none when all has ended. */
export async function leftInRedis({ redis, keys, redisPrefix }: Cluster): Promise<string[]> {
  const left = await redis.keys(keys.job("*"));
  const pending = await redis.keys(keys.pending("*"));
  // A place that was reserved for what was then not accepted has an end, and is no job.
  for (const key of pending) {
    if ((await redis.zcount(key, "+inf", "+inf")) > 0) left.push(`${key} has a job`);
  }
  for (const key of await redis.keys(`${redisPrefix}turns:*`)) {
    if ((await redis.zcard(key)) > 0) left.push(`${key} is not empty`);
  }
  for (const key of await redis.keys(`${redisPrefix}jobs:*`)) {
    if (key === keys.deadLetters()) continue;
    const entries = await redis.xlen(key);
    if (entries > 0) left.push(`${key} has ${entries} entries`);
    const groups = (await redis.xinfo("GROUPS", key)) as unknown[][];
    for (const group of groups) {
      const claimed = Number(group[group.indexOf("pending") + 1]);
      if (claimed > 0) left.push(`${key} has ${claimed} claimed entries`);
    }
  }
  return left;
}

/** Results of attempts that are not the final one, and results that are there twice. */
export async function wrongResults({ sql }: Cluster): Promise<object[]> {
  return sql(`
    SELECT result.submission_id, result.attempt, result.index, count(*)
    FROM test_result result JOIN submission ON submission.id = result.submission_id
    GROUP BY 1, 2, 3, submission.attempt HAVING count(*) > 1 OR result.attempt <> submission.attempt`);
}
