import { createHash } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { CURSOR_START } from "#contract/event.ts";
import type { MaxLimits } from "#contract/limits.ts";
import type { Checker, CreateSubmissionInput, CreateSubmissionOutput } from "#contract/submission.ts";
import { weightOf } from "#platform/lanes.ts";
import type {
  CreatedSubmission,
  NewSubmission,
  RecordedSubmission,
} from "#platform/database/submission-repository.ts";
import type { ProblemRecord } from "#platform/database/problem-repository.ts";
import { annotateSpan, currentTraceparent, inSpan } from "#platform/tracing/tracing.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { resolveRuntime } from "../languages.ts";
import { findProblem } from "../problems/get-problem.ts";
import type { Services } from "../services.ts";
import { admit, withdraw } from "./admit.ts";
import { parseFiles } from "./parse-files.ts";
import { parseTests } from "./parse-tests.ts";
import { isServed } from "../system/list-workers.ts";
import { reasonFor } from "./queue-watch.ts";
import { resolvePriority } from "./resolve-priority.ts";
import { resolveLimits } from "./resolve-limits.ts";

const DEFAULT_CHECKER: Checker = { kind: "token" };

/**
 * Accepts a submission: a place is reserved, then the row is written, then the queue hears of it. From the moment the row is written the submission is accepted
 * and will get its verdict: should the queue not answer now, the reconciler adds the job later.
 */
export async function createSubmission(
  services: Services,
  caller: Caller,
  input: CreateSubmissionInput,
): Promise<CreateSubmissionOutput> {
  const { identity } = caller;
  const runtime = resolveRuntime(services.catalogue, input.language);
  const problem = await requestedProblem(services, input);
  const inlineTests = problem ? [] : parseTests(input.tests);
  const limits = resolveLimits({
    requested: input.limits,
    problem: problem?.limits ?? null,
    max: problem && identity.role !== "admin" ? withinProblem(problem, services) : services.maxLimits,
    runtime,
  });
  const files = parseFiles(input, runtime, limits.sourceBytes);
  const requestHash = hashRequest(input);
  const testCount = problem?.testCount ?? inlineTests.length;
  const lane = services.routing.laneFor({
    language: runtime.slug,
    weight: weightOf({ cpuMs: limits.cpuMs, tests: testCount }),
    priority: resolvePriority(identity, input),
  });
  const place = { id: uuidv7(), userId: identity.id, lane };
  await admit(services, place);
  const created = await record(services, {
    ...place,
    problemId: problem?.id ?? null,
    language: runtime.slug,
    limits,
    checker: problem?.checker ?? input.checker ?? DEFAULT_CHECKER,
    stopOnFirstFail: input.stopOnFirstFail ?? false,
    idempotencyKey: input.idempotencyKey ?? null,
    requestHash,
    files,
    inlineTests,
    testCount,
  });
  if (created.repeated) await withdraw(services, place);
  if (created.repeated && created.requestHash !== requestHash) {
    throw new AppError(
      "IDEMPOTENCY_CONFLICT",
      "This idempotencyKey was used for another request. Make a new key for every new submission.",
    );
  }
  if (!created.repeated) noteAccepted(services, caller, created);
  return { id: created.id, status: created.status, cursor: await enqueue(services, caller, created) };
}

/** Who solves a problem may ask for less than its limits, never for more: they are part of the problem. */
function withinProblem({ limits }: ProblemRecord, { maxLimits }: Services): MaxLimits {
  return { ...limits, compile: limits.compile ?? maxLimits.compile };
}

async function requestedProblem(
  services: Services,
  input: CreateSubmissionInput,
): Promise<ProblemRecord | null> {
  if (input.problem === undefined) return null;
  if (input.tests !== undefined) {
    throw new AppError("TESTS_INVALID", "Give either `problem` or `tests`, not both.");
  }
  return findProblem(services, input.problem);
}

function record(services: Services, submission: NewSubmission): Promise<RecordedSubmission> {
  const attributes = { "engine.submission_id": submission.id };
  annotateSpan(attributes);
  return inSpan({ name: "submission.record", attributes }, () => services.submissions.create(submission));
}

function noteAccepted(services: Services, { identity, requestId }: Caller, created: CreatedSubmission): void {
  const { id, language, lane } = created;
  services.metrics.accepted.labels(language, lane).inc();
  const fields = { submissionId: id, requestId, userId: identity.id, language, lane };
  services.logger.info(fields, "Accepted a submission");
}

async function enqueue(services: Services, caller: Caller, created: CreatedSubmission): Promise<string> {
  if (created.status !== "queued") return CURSOR_START;
  const { requestId } = caller;
  const attributes = { "engine.submission_id": created.id, "engine.lane": created.lane };
  try {
    const reason = reasonFor(created, isServed(await services.workers.recent(), created));
    const { cursor } = await inSpan({ name: "submission.enqueue", kind: "producer", attributes }, () =>
      services.queue.enqueue({
        submissionId: created.id,
        userId: caller.identity.id,
        lane: created.lane,
        attempt: created.attempt,
        at: created.createdAt,
        reason,
        origin: { requestId, traceparent: currentTraceparent() },
      }),
    );
    return cursor;
  } catch (error) {
    services.logger.warn(
      { err: error, submissionId: created.id, requestId },
      "Accepted, but the queue does not answer yet",
    );
    return CURSOR_START;
  }
}

/** The same request always has the same hash, in whatever order its fields came. */
function hashRequest(input: CreateSubmissionInput): string {
  const { idempotencyKey: _, ...body } = input;
  const canonical = JSON.stringify(body, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash("sha256").update(canonical).digest("hex");
}
