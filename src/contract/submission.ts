import { z } from "zod";
import { CompileResult, Cursor, QueueReason } from "./event.ts";
import { Limits, RequestedLimits } from "./limits.ts";
import { Encoding } from "./text.ts";
import { TestResult, Totals } from "./test-result.ts";
import { Status, TimeCause, Verdict } from "./verdict.ts";

const count = z.int().nonnegative();
const dateTime = z.iso.datetime();

/** What somebody waits for most comes first; decides, with language and weight, which lane a submission waits in. */
export const PRIORITIES = ["interactive", "contest", "practice", "rejudge"] as const;
export const Priority = z.enum(PRIORITIES);
export type Priority = z.infer<typeof Priority>;

export const SubmissionId = z.uuid();
export type SubmissionId = z.infer<typeof SubmissionId>;

export const SourceFile = z.strictObject({
  name: z.string(),
  content: z.string(),
  encoding: Encoding.optional(),
});
export type SourceFile = z.infer<typeof SourceFile>;

/** `encoding` counts for the whole entry. Without `expectedStdout` a run to the end with exit code 0 is `AC`. */
export const InlineTest = z.strictObject({
  stdin: z.string(),
  expectedStdout: z.string().optional(),
  name: z.string().max(100).optional(),
  encoding: Encoding.optional(),
});
export type InlineTest = z.infer<typeof InlineTest>;

/**
 * How output is compared. `token`: white space separates tokens, tokens must match; `exact`: byte for byte;
 * `float`: like `token`, numbers within an absolute or relative tolerance. Letters must match in case unless
 * `caseSensitive` is false; how much white space there is counts only when `spaceSensitive` is true.
 */
export const Checker = z.strictObject({
  kind: z.enum(["token", "exact", "float"]),
  absolute: z.number().nonnegative().optional(),
  relative: z.number().nonnegative().optional(),
  caseSensitive: z.boolean().optional(),
  spaceSensitive: z.boolean().optional(),
});
export type Checker = z.infer<typeof Checker>;

/** What a checker is given and how it answers: docs/judging.md. */
const CheckerConvention = z.enum(["testlib", "icpc"]);

/** A program of the problem's author that judges output; its source is kept with the problem. */
const CustomChecker = z.strictObject({
  kind: z.literal("custom"),
  convention: CheckerConvention,
  /** Slug of the language it is written in. */
  language: z.string(),
  /** Given after those of the convention. */
  args: z.array(z.string().max(1_000)).max(64).optional(),
});
export type CustomChecker = z.infer<typeof CustomChecker>;

/** Only problems may bring a program of their own. */
export const ProblemChecker = z.union([Checker, CustomChecker]);
export type ProblemChecker = z.infer<typeof ProblemChecker>;

export const CreateSubmissionInput = z.strictObject({
  /** Slug or alias. */
  language: z.string(),
  source: z.string().optional(),
  /** The first file is the main one. Give either `source` or `files`. */
  files: z.array(SourceFile).optional(),
  /** Slug: judged on that problem's tests. */
  problem: z.string().optional(),
  tests: z.array(InlineTest).optional(),
  limits: RequestedLimits.optional(),
  checker: Checker.optional(),
  stopOnFirstFail: z.boolean().optional(),
  /** `interactive` for inline tests and `practice` for problems when left out; only admins may ask for a higher one. */
  priority: Priority.optional(),
  /** A UUID made by the client: the same key and body always answer the same submission. */
  idempotencyKey: z.uuid().optional(),
});
export type CreateSubmissionInput = z.infer<typeof CreateSubmissionInput>;

export const CreateSubmissionOutput = z.strictObject({
  id: SubmissionId,
  status: Status,
  /** Follow `submission.events` from here to see everything. */
  cursor: Cursor,
});
export type CreateSubmissionOutput = z.infer<typeof CreateSubmissionOutput>;

const ProblemReference = z.strictObject({ slug: z.string(), title: z.string() });

/** What waiting in the queue looks like right now. */
export const QueueFacts = z.strictObject({
  lane: z.string(),
  /** How many are ahead; null when it cannot be told. */
  position: count.nullable(),
  /** When this waiting began. */
  since: dateTime,
  /** How long it had lasted when this was told. */
  waitedMs: count,
  reason: QueueReason,
});
export type QueueFacts = z.infer<typeof QueueFacts>;

const summaryShape = {
  id: SubmissionId,
  language: z.string(),
  problem: ProblemReference.nullable(),
  owner: z.strictObject({ id: z.string(), name: z.string() }),
  status: Status,
  verdict: Verdict.nullable(),
  timeCause: TimeCause.nullable(),
  totals: Totals.nullable(),
  createdAt: dateTime,
  finishedAt: dateTime.nullable(),
};

/** One row of the history. */
export const SubmissionSummary = z.strictObject(summaryShape);
export type SubmissionSummary = z.infer<typeof SubmissionSummary>;

/** Everything known about a submission: always enough to render its page without a socket. */
export const Submission = z.strictObject({
  ...summaryShape,
  attempt: z.int().positive(),
  startedAt: dateTime.nullable(),
  files: z.array(z.strictObject({ name: z.string(), content: z.string(), encoding: Encoding })),
  limits: Limits,
  checker: ProblemChecker,
  stopOnFirstFail: z.boolean(),
  /** Null when nothing was compiled (yet). */
  compile: CompileResult.nullable(),
  /** The test running now, and how many there are. */
  progress: z.strictObject({ running: count.nullable(), of: count }),
  tests: z.array(TestResult),
  queue: QueueFacts.nullable(),
  message: z.string().nullable(),
  workerId: z.string().nullable(),
  imageDigest: z.string().nullable(),
  /** This snapshot contains every event up to here. */
  cursor: Cursor,
});
export type Submission = z.infer<typeof Submission>;

export const ListSubmissionsInput = z.strictObject({
  language: z.string().optional(),
  verdict: Verdict.optional(),
  problem: z.string().optional(),
  status: Status.optional(),
  /** `mine` (default), or a user's id or `all` for admins. */
  owner: z.string().optional(),
  cursor: SubmissionId.optional(),
  /** Sent along by paging hooks; pages only go forward, to older submissions. */
  direction: z.literal("forward").optional(),
  limit: z.int().min(1).max(100).optional(),
});
export type ListSubmissionsInput = z.infer<typeof ListSubmissionsInput>;

export const ListSubmissionsOutput = z.strictObject({
  items: z.array(SubmissionSummary),
  nextCursor: SubmissionId.nullable(),
});
export type ListSubmissionsOutput = z.infer<typeof ListSubmissionsOutput>;

export const CREATE_AND_WAIT_MAX_MS = 60_000;
export const CreateAndWaitInput = z.strictObject({
  ...CreateSubmissionInput.shape,
  timeoutMs: z.int().positive().max(CREATE_AND_WAIT_MAX_MS).optional(),
});
export type CreateAndWaitInput = z.infer<typeof CreateAndWaitInput>;
