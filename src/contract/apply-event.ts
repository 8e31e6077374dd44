import type { SubmissionEvent, TrackedEvent } from "./event.ts";
import type { QueueFacts, Submission } from "./submission.ts";
import type { TestResult } from "./test-result.ts";

/**
 * Folds one event into a snapshot. The gateway uses it to answer `submission.get` while a submission is being
 * judged, the browser uses it on what arrives live, so both always show the same.
 * Events at or before the snapshot's cursor are ignored: applying one twice changes nothing.
 */
export function applyEvent(snapshot: Submission, { id, event }: TrackedEvent): Submission {
  if (compareCursors(id, snapshot.cursor) <= 0) return snapshot;
  const next = { ...snapshot, cursor: id };
  switch (event.type) {
    case "queued":
      return { ...next, status: "queued", attempt: event.attempt, queue: toQueueFacts(snapshot, event) };
    case "compiling":
      return { ...next, status: "compiling", queue: null, attempt: event.attempt };
    case "compiled":
      return { ...next, compile: { ok: event.ok, output: event.output, wallMs: event.wallMs } };
    case "running":
      return {
        ...next,
        status: "running",
        queue: null,
        attempt: event.attempt,
        progress: { running: event.test, of: event.of },
      };
    case "output":
      return next;
    case "test":
      return { ...next, tests: withResult(snapshot.tests, event.result) };
    case "requeued":
      return {
        ...next,
        status: "queued",
        attempt: event.attempt,
        verdict: null,
        timeCause: null,
        totals: null,
        message: null,
        finishedAt: null,
        compile: null,
        queue: null,
        progress: { running: null, of: snapshot.progress.of },
        tests: [],
      };
    case "finished":
      return {
        ...next,
        status: "done",
        queue: null,
        verdict: event.verdict,
        timeCause: event.timeCause,
        totals: event.totals,
        message: event.message,
        finishedAt: event.at,
        progress: { running: null, of: snapshot.progress.of },
      };
  }
}

function toQueueFacts(
  snapshot: Submission,
  { lane, position, reason, at }: Extract<SubmissionEvent, { type: "queued" }>,
): QueueFacts {
  // The first event of a wait tells when it began, the later ones how things stand.
  const since = snapshot.queue?.since ?? at;
  return { lane, position, reason, since, waitedMs: Math.max(0, Date.parse(at) - Date.parse(since)) };
}

function withResult(results: readonly TestResult[], result: TestResult): TestResult[] {
  return [...results.filter((known) => known.index !== result.index), result].toSorted(
    (a, b) => a.index - b.index,
  );
}

/** Orders two entry ids: negative when `a` is earlier. Both parts are compared as numbers, not as text. */
export function compareCursors(a: string, b: string): number {
  const [aMs = "0", aSeq = "0"] = a.split("-");
  const [bMs = "0", bSeq = "0"] = b.split("-");
  return Number(aMs) - Number(bMs) || Number(aSeq) - Number(bSeq);
}
