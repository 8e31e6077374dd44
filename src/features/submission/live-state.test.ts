import { describe, expect, it } from "vitest";
import type { SubmissionEvent } from "#contract/event.ts";
import { pendingSubmission } from "../workspace/pending-submission.ts";
import { adoptSnapshot, foldEvents, startLive } from "./live-state.ts";

const at = "2026-01-01T00:00:00.000Z";
const initial = pendingSubmission(
  { language: "python", source: "print(1)", tests: [{ stdin: "" }] },
  { id: "00000000-0000-4000-8000-000000000000", status: "queued", cursor: "1-0" },
);
const output = (chunk: string): SubmissionEvent => ({
  type: "output",
  at,
  attempt: 1,
  test: 0,
  stream: "stdout",
  encoding: "utf8",
  chunk,
});

describe("foldEvents", () => {
  it("shows every event once, however often it arrives", () => {
    const events = [
      { id: "2-0", event: output("a") },
      { id: "3-0", event: output("b") },
      { id: "2-0", event: output("a") },
    ];
    const state = foldEvents(foldEvents(startLive(initial), events), events);
    expect(state.output.stdout.head).toBe("ab");
    expect(state.submission.cursor).toBe("3-0");
  });

  it("forgets what an attempt wrote that is made again", () => {
    const requeued: SubmissionEvent = { type: "requeued", at, attempt: 2, why: "The worker was lost." };
    const state = foldEvents(startLive(initial), [
      { id: "2-0", event: output("a") },
      { id: "3-0", event: requeued },
    ]);
    expect(state.output.stdout.head).toBe("");
    expect(state.submission.status).toBe("queued");
  });
});

describe("adoptSnapshot", () => {
  const state = foldEvents(startLive(initial), [{ id: "5-0", event: output("a") }]);

  it("does not go back to an older snapshot", () => {
    expect(adoptSnapshot(state, { ...initial, cursor: "4-0" })).toBe(state);
  });

  const final = { ...initial, status: "done" as const, cursor: "0-0" };

  it("takes a newer one, and a final one in any case", () => {
    const newer = { ...initial, cursor: "6-0" };
    expect(adoptSnapshot(state, newer).submission).toBe(newer);
    expect(adoptSnapshot(state, final).submission).toBe(final);
  });

  it("takes the end of an attempt for the end of that attempt only", () => {
    const again = foldEvents(state, [{ id: "7-0", event: { type: "requeued", at, attempt: 2, why: "" } }]);
    expect(adoptSnapshot(again, final)).toBe(again);
    const reopened = { ...initial, attempt: 2, cursor: "0-0" };
    expect(adoptSnapshot(startLive(final), reopened).submission).toBe(reopened);
  });
});
