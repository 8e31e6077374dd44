import { z } from "zod";
import { SubmissionId } from "./submission.ts";
import { LaneStatus, WorkerStatus } from "./system.ts";

/** What only admins see and do. */

const count = z.int().nonnegative();

const AdminWorker = z.strictObject({
  ...WorkerStatus.shape,
  /** Since its last heartbeat. A worker that is silent for 10 s counts as gone and is left out. */
  heartbeatAgeMs: count,
  /** What an admin asked for; `state` follows with the worker's next heartbeat. */
  drainAsked: z.boolean(),
});
export type AdminWorker = z.infer<typeof AdminWorker>;

export const AdminOverview = z.strictObject({
  serverNow: z.iso.datetime(),
  workers: z.array(AdminWorker),
  lanes: z.array(LaneStatus),
  deadLetters: count,
});
export type AdminOverview = z.infer<typeof AdminOverview>;

export const WorkerChoice = z.strictObject({ workerId: z.string().min(1).max(64) });
export type WorkerChoice = z.infer<typeof WorkerChoice>;

/** A submission that ended as `IE` because every attempt failed on our side. */
const DeadLetter = z.strictObject({
  /** Names the letter. */
  entry: z.string(),
  submissionId: SubmissionId,
  lane: z.string(),
  why: z.string(),
  at: z.iso.datetime(),
  /** Null when the submission was deleted meanwhile. */
  submission: z.strictObject({ language: z.string(), ownerName: z.string() }).nullable(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

/** How many letters one answer holds at most; `total` says how many there are. */
export const DEAD_LETTERS_MAX = 100;
export const DeadLetterList = z.strictObject({ total: count, items: z.array(DeadLetter) });
export type DeadLetterList = z.infer<typeof DeadLetterList>;

export const DeadLetterChoice = z.strictObject({ entry: z.string().regex(/^\d{1,16}-\d{1,16}$/) });
export type DeadLetterChoice = z.infer<typeof DeadLetterChoice>;

/**
 * `requeued`: it waits again; `not_needed`: it has a verdict of its own already; `submission_gone`: there is nothing
 * left to judge. The letter is removed in each of these cases. `unfinished`: it waits or runs, so the letter stays until
 * that has ended; `letter_gone`: somebody else has dealt with it.
 */
export const RequeueOutcome = z.enum([
  "requeued",
  "unfinished",
  "not_needed",
  "submission_gone",
  "letter_gone",
]);
export type RequeueOutcome = z.infer<typeof RequeueOutcome>;
export const RequeueAnswer = z.strictObject({ outcome: RequeueOutcome });

const DiscardOutcome = z.enum(["discarded", "letter_gone"]);
export const DiscardAnswer = z.strictObject({ outcome: DiscardOutcome });
