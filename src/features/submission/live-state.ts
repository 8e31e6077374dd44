import { applyEvent, compareCursors } from "#contract/apply-event.ts";
import type { TrackedEvent } from "#contract/event.ts";
import type { Submission } from "#contract/submission.ts";
import { isFinal } from "#contract/verdict.ts";
import { appendOutput, type LiveOutput, NO_OUTPUT } from "../output/live-output.ts";

/** A snapshot and what the running test writes, which is in events only. */
export type LiveState = { submission: Submission; output: LiveOutput };

export function startLive(submission: Submission): LiveState {
  return { submission, output: NO_OUTPUT };
}

export function foldEvents(state: LiveState, events: readonly TrackedEvent[]): LiveState {
  return events.reduce(foldEvent, state);
}

function foldEvent(state: LiveState, tracked: TrackedEvent): LiveState {
  const submission = applyEvent(state.submission, tracked);
  if (submission === state.submission) return state;
  return { submission, output: foldOutput(state.output, tracked) };
}

function foldOutput(output: LiveOutput, { event }: TrackedEvent): LiveOutput {
  if (event.type === "output") return appendOutput(output, event);
  return event.type === "requeued" ? NO_OUTPUT : output;
}

/** Takes a snapshot that was fetched meanwhile, unless the events have already told more. */
export function adoptSnapshot(state: LiveState, fetched: Submission): LiveState {
  return isAsNew(fetched, state.submission) ? { ...state, submission: fetched } : state;
}

/** The end of an attempt is its last word, but a submission may have been queued again since. */
function isAsNew(fetched: Submission, known: Submission): boolean {
  if (fetched.attempt !== known.attempt) return fetched.attempt > known.attempt;
  return isFinal(fetched.status) || compareCursors(fetched.cursor, known.cursor) >= 0;
}
