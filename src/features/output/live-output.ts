import type { SubmissionEvent } from "#contract/event.ts";
import {
  byteLength,
  decodeForDisplay,
  HEAD_MAX_CHARS,
  TAIL_MAX_CHARS,
  type VisibleText,
} from "./visible-text.ts";

type OutputEvent = Extract<SubmissionEvent, { type: "output" }>;

/** What the running test has written so far, as far as a page should hold it. */
export type LiveOutput = { test: number; stdout: VisibleText; stderr: VisibleText };

const EMPTY: VisibleText = { head: "", cutBytes: 0, tail: "" };
export const NO_OUTPUT: LiveOutput = { test: 0, stdout: EMPTY, stderr: EMPTY };

export function appendOutput(output: LiveOutput, event: OutputEvent): LiveOutput {
  const known = output.test === event.test ? output : { ...NO_OUTPUT, test: event.test };
  return {
    ...known,
    [event.stream]: append(known[event.stream], decodeForDisplay(event.chunk, event.encoding)),
  };
}

/** Fills the head, then lets the tail roll: the newest output is always in sight. */
function append({ head, tail, cutBytes }: VisibleText, chunk: string): VisibleText {
  const room = HEAD_MAX_CHARS - head.length;
  const rolling = tail + chunk.slice(room);
  const excess = Math.max(0, rolling.length - TAIL_MAX_CHARS);
  return {
    head: head + chunk.slice(0, room),
    cutBytes: cutBytes + byteLength(rolling.slice(0, excess)),
    tail: rolling.slice(excess),
  };
}
