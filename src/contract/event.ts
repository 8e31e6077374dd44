import { z } from "zod";
import { Encoding, Text } from "./text.ts";
import { TestResult, Totals } from "./test-result.ts";
import { TimeCause, Verdict } from "./verdict.ts";

const count = z.int().nonnegative();
const common = { at: z.iso.datetime(), attempt: z.int().positive() };

/** Outcome of compiling (or, for interpreted languages, of the syntax check). */
export const CompileResult = z.strictObject({
  ok: z.boolean(),
  output: Text,
  wallMs: count,
});
export type CompileResult = z.infer<typeof CompileResult>;

/** Why a submission waits: others are before it, nobody serves its lane and language, or it is tried again. */
export const QueueReason = z.enum(["backlog", "no_worker", "retrying"]);
export type QueueReason = z.infer<typeof QueueReason>;

/** Everything that happens to a submission, in order. Its id is the entry id of the Redis stream it is kept in. */
export const SubmissionEvent = z.discriminatedUnion("type", [
  /** Comes again whenever position or reason have changed while somebody watches. */
  z.strictObject({
    type: z.literal("queued"),
    ...common,
    lane: z.string(),
    /** How many are ahead. */
    position: count.nullable(),
    reason: QueueReason.default("backlog"),
  }),
  z.strictObject({ type: z.literal("compiling"), ...common }),
  z.strictObject({ type: z.literal("compiled"), ...common, ...CompileResult.shape }),
  z.strictObject({ type: z.literal("running"), ...common, test: count, of: count }),
  z.strictObject({
    type: z.literal("output"),
    ...common,
    test: count,
    stream: z.enum(["stdout", "stderr"]),
    encoding: Encoding,
    chunk: z.string(),
  }),
  z.strictObject({ type: z.literal("test"), ...common, result: TestResult }),
  z.strictObject({ type: z.literal("requeued"), ...common, why: z.string() }),
  z.strictObject({
    type: z.literal("finished"),
    ...common,
    verdict: Verdict,
    timeCause: TimeCause.nullable(),
    totals: Totals,
    /** For people: what went wrong on our side, for `IE`; null otherwise. */
    message: z.string().nullable(),
  }),
]);
export type SubmissionEvent = z.infer<typeof SubmissionEvent>;

/** Position in a submission's event log: the id of a Redis stream entry. `0-0` is before everything. */
export const Cursor = z.string().regex(/^\d{1,16}-\d{1,16}$/);
export type Cursor = z.infer<typeof Cursor>;
export const CURSOR_START: Cursor = "0-0";

export type TrackedEvent = { id: Cursor; event: SubmissionEvent };

export function isTerminal(event: SubmissionEvent): boolean {
  return event.type === "finished";
}
