import { expect, test } from "vitest";
import { testResult, LIMITS } from "../../tests/support/fixtures.ts";
import { applyEvent, compareCursors } from "./apply-event.ts";
import type { SubmissionEvent, TrackedEvent } from "./event.ts";
import type { Submission } from "./submission.ts";

const queued: Submission = {
  id: "00000000-0000-4000-8000-000000000000",
  language: "python",
  problem: null,
  owner: { id: "u", name: "U" },
  status: "queued",
  verdict: null,
  timeCause: null,
  totals: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  finishedAt: null,
  attempt: 1,
  startedAt: null,
  files: [],
  limits: LIMITS,
  checker: { kind: "token" },
  stopOnFirstFail: false,
  compile: null,
  progress: { running: null, of: 2 },
  tests: [],
  queue: null,
  message: null,
  workerId: null,
  imageDigest: null,
  cursor: "0-0",
};

const at = "2026-01-01T00:00:01.000Z";
const totals = {
  tests: 2,
  passed: 2,
  decidingTest: null,
  maxCpuMs: 1,
  maxWallMs: 1,
  maxMemoryBytes: 1,
  sumCpuMs: 2,
};
const log = (...events: SubmissionEvent[]): TrackedEvent[] =>
  events.map((event, index) => ({ id: `10-${index}`, event }));

test("events lead from queued to the verdict", () => {
  const events = log(
    { type: "compiling", at, attempt: 1 },
    { type: "running", at, attempt: 1, test: 0, of: 2 },
    { type: "test", at, attempt: 1, result: testResult(0) },
    { type: "running", at, attempt: 1, test: 1, of: 2 },
    { type: "test", at, attempt: 1, result: testResult(1) },
    { type: "finished", at, attempt: 1, verdict: "AC", timeCause: null, totals, message: null },
  );
  const statuses = events.map((_, count) => events.slice(0, count + 1).reduce(applyEvent, queued).status);
  expect(statuses).toEqual(["compiling", "running", "running", "running", "running", "done"]);
  const done = events.reduce(applyEvent, queued);
  expect(done).toMatchObject({ verdict: "AC", totals, finishedAt: at, cursor: "10-5" });
  expect(done.tests.map(({ index }) => index)).toEqual([0, 1]);
});

test("an event that was applied before changes nothing", () => {
  const events = log(
    { type: "running", at, attempt: 1, test: 0, of: 2 },
    { type: "test", at, attempt: 1, result: testResult(0) },
  );
  const once = events.reduce(applyEvent, queued);
  expect([...events, ...events].reduce(applyEvent, queued)).toEqual(once);
});

test("a new attempt starts from nothing", () => {
  const events = log(
    { type: "test", at, attempt: 1, result: testResult(0) },
    { type: "requeued", at, attempt: 2, why: "test" },
  );
  expect(events.reduce(applyEvent, queued)).toMatchObject({
    status: "queued",
    attempt: 2,
    tests: [],
    compile: null,
  });
});

test("waiting is counted from the first of its events, and anew after a new attempt", () => {
  const wait = { lane: "interactive", reason: "backlog" } as const;
  const events = log(
    { type: "queued", at: "2026-01-01T00:00:10.000Z", attempt: 1, position: 5, ...wait },
    { type: "queued", at: "2026-01-01T00:00:14.000Z", attempt: 1, position: 2, ...wait },
    { type: "requeued", at: "2026-01-01T01:00:00.000Z", attempt: 2, why: "test" },
    { type: "queued", at: "2026-01-01T01:00:00.000Z", attempt: 2, position: 0, ...wait },
    { type: "queued", at: "2026-01-01T01:00:01.000Z", attempt: 2, position: 1, ...wait },
  );
  const waits = events.map((_, count) => events.slice(0, count + 1).reduce(applyEvent, queued).queue);
  expect(waits.map((queue) => queue?.waitedMs)).toEqual([0, 4_000, undefined, 0, 1_000]);
  expect(waits.at(-1)).toMatchObject({ position: 1, since: "2026-01-01T01:00:00.000Z" });
});

test("entry ids are compared as numbers", () => {
  expect(compareCursors("9-0", "10-0")).toBeLessThan(0);
  expect(compareCursors("10-2", "10-10")).toBeLessThan(0);
  expect(compareCursors("10-2", "10-2")).toBe(0);
});
