import { setTimeout as sleep } from "node:timers/promises";
import { EXHAUSTED, MAX_FAILURES } from "#platform/attempts.ts";
import type {
  ClaimAnswer,
  FinalOutcome,
  ClaimedJob,
  JudgingRepository,
} from "#platform/database/judging-repository.ts";
import { finishedFromRecord } from "#platform/finished-event.ts";
import type { Logger } from "#platform/logger.ts";
import type { WorkerMetrics } from "#platform/metrics/worker-metrics.ts";
import type { EventLog } from "#platform/redis/event-log.ts";
import type { DeadLetters } from "#platform/redis/dead-letters.ts";
import type { JobQueue } from "#platform/redis/job-queue.ts";
import type { RuntimeCatalogue } from "#platform/runtimes/catalogue.ts";
import type { Delivery } from "./delivery.ts";
import { createEventWriter } from "./event-writer.ts";
import { type GiveBackReason, type JobTelemetry, observeJob } from "./job-telemetry.ts";
import { CheckerError } from "./judge/checker/checker-error.ts";
import type { Checkers } from "./judge/checker/checkers.ts";
import { judgeSubmission } from "./judge/judge-submission.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import type { TestCache } from "./test-cache.ts";

/**
 * One claimed entry, from claim to acknowledgement:
 *
 *   asking       the record is asked for the submission. A first delivery takes it when it is queued, a redelivery
 *                (the former holder died) raises the attempt, which fences the former holder out.
 *   judging      events are written as things happen. Left with an outcome, or with an error of ours.
 *   committing   verdict and results go into the record in one statement that names our attempt. From here on the
 *                entry MUST be acknowledged or left to a take-over; nothing is thrown away in memory, so this step is
 *                repeated until Postgres answers.
 *   completing   the `finished` event, the acknowledgement and the removal of the entry, at once. Dying before it is
 *                harmless: whoever takes the entry over finds the record final and completes it.
 *   returning    the attempt is given back to the queue as the next one, first in turn: because of an error of ours,
 *                at most MAX_FAILURES times, then the submission ends as IE and is kept as a dead letter; or because this
 *                worker shuts down, or Docker went away, which is nobody's failure and does not count.
 *
 * When the record or the event log says that another attempt owns the submission (`fenced`), we stop and touch
 * nothing: the entry is not ours any more.
 */

export type ProcessDeps = {
  workerId: string;
  queue: JobQueue;
  deadLetters: DeadLetters;
  eventLog: EventLog;
  judging: JudgingRepository;
  sandbox: Sandbox;
  catalogue: RuntimeCatalogue;
  tests: TestCache;
  checkers: Checkers;
  logger: Logger;
  metrics: WorkerMetrics;
  /** Called when judging failed because containers cannot be had: nothing more should be claimed for now. */
  onSandboxLost: () => void;
};

const RETRY_MS = 500;
const RETURN_DELAY_MS = 1_000;

/** The same, with a logger that says which submission it is about. */
type JobDeps = ProcessDeps & { telemetry: JobTelemetry };

export async function processClaim(deps: ProcessDeps, delivery: Delivery): Promise<void> {
  await observeJob(deps, delivery, async (telemetry) => {
    const jobDeps = { ...deps, telemetry, logger: telemetry.logger };
    await act(jobDeps, delivery, await telemetry.step("claim", () => ask(jobDeps, delivery)));
  });
}

function ask(deps: JobDeps, delivery: Delivery): Promise<ClaimAnswer> {
  const { claim, redelivered } = delivery;
  return untilAnswered(deps, delivery, () =>
    redelivered
      ? deps.judging.takeOver(claim.submissionId, deps.workerId, MAX_FAILURES)
      : deps.judging.claim(claim.submissionId, deps.workerId),
  );
}

async function act(deps: JobDeps, delivery: Delivery, answer: ClaimAnswer): Promise<void> {
  const { claim } = delivery;
  switch (answer.kind) {
    case "claimed":
      return judgeClaimed(deps, delivery, answer);
    case "finished":
      return complete(deps, delivery);
    case "exhausted":
      return giveUp(deps, delivery, answer);
    case "held":
    case "unknown":
      deps.logger.info({ entry: claim.entry, why: answer.kind }, "Dropped an entry that leads nowhere");
      return untilAnswered(deps, delivery, () => deps.queue.discard(claim));
  }
}

async function judgeClaimed(
  deps: JobDeps,
  delivery: Delivery,
  { job, previousAttempt }: { job: ClaimedJob; previousAttempt: number | null },
): Promise<void> {
  const { claim, stop } = delivery;
  const { telemetry } = deps;
  telemetry.claimed(job);
  if (previousAttempt !== null) {
    const why = "the worker that was judging it stopped answering";
    await untilAnswered(deps, delivery, () =>
      deps.queue.raiseAttempt(claim, {
        type: "requeued",
        at: new Date().toISOString(),
        attempt: job.attempt,
        why,
      }),
    );
    deps.logger.warn({}, "Took over a submission");
  }
  const events = createEventWriter({
    eventLog: deps.eventLog,
    submissionId: job.id,
    attempt: job.attempt,
    logger: deps.logger,
    signal: stop.signal,
    onRefused: () => {
      if (stop.reason === null) telemetry.fenced("events");
      stop.because("fenced");
    },
  });
  let outcome: FinalOutcome;
  try {
    outcome = await telemetry.step("judge", () => judge(deps, delivery, { job, report: events.report }));
  } catch (error) {
    return afterFailure(deps, delivery, { job, error, flush: events.flush });
  }
  // Before the commit: nobody writes them after us, and followers of a final submission are to have seen every test.
  await events.flush();
  const finishedAt = await telemetry.step("commit", () =>
    untilAnswered(deps, delivery, () => deps.judging.finish(job, outcome)),
  );
  if (!finishedAt) {
    telemetry.fenced("record");
    deps.logger.info({}, "The record refused a verdict: another one was first");
    // It may have been our own, written when its answer got lost.
    return complete(deps, delivery);
  }
  telemetry.committed(outcome, finishedAt);
  const finished = finishedFromRecord({ ...outcome, attempt: job.attempt, finishedAt }).event;
  await telemetry.step("complete", () =>
    untilAnswered(deps, delivery, () => deps.queue.complete(job.id, finished, claim)),
  );
}

async function judge(
  deps: JobDeps,
  delivery: Delivery,
  { job, report }: { job: ClaimedJob; report: ReturnType<typeof createEventWriter>["report"] },
): Promise<FinalOutcome> {
  const runtime = deps.catalogue.get(job.language);
  if (!runtime) throw new Error(`This worker has no runtime "${job.language}"`);
  const { tests, checkerFiles } = job.problem
    ? await deps.tests.load(job.problem)
    : { tests: job.inlineTests, checkerFiles: [] };
  return judgeSubmission(deps.telemetry.observe(deps.sandbox), {
    job,
    runtime,
    files: job.files,
    tests,
    checkerFiles,
    checkers: deps.checkers,
    slot: delivery.slot,
    signal: delivery.stop.signal,
    report,
  });
}

/** For a submission that is final already: the end as the record tells it. */
async function complete(deps: JobDeps, delivery: Delivery): Promise<void> {
  const { claim } = delivery;
  await untilAnswered(deps, delivery, async () => {
    const facts = await deps.judging.finishedFacts(claim.submissionId);
    if (facts) await deps.queue.complete(claim.submissionId, finishedFromRecord(facts).event, claim);
  });
}

async function afterFailure(
  deps: JobDeps,
  delivery: Delivery,
  { job, error, flush }: { job: ClaimedJob; error: unknown; flush: () => Promise<void> },
): Promise<void> {
  if (delivery.stop.reason === "shutdown") return giveBack(deps, delivery, { job, reason: "shutdown" });
  if (delivery.stop.reason !== null) {
    deps.logger.info({ why: delivery.stop.reason }, "Stopped judging");
    return;
  }
  await flush();
  if (!(await deps.sandbox.isUsable())) {
    deps.onSandboxLost();
    deps.logger.warn({ err: error }, "Containers cannot be had here, giving the job back");
    return giveBack(deps, delivery, { job, reason: "sandbox_lost" });
  }
  deps.logger.error({ err: error }, "Judging failed on our side");
  if (job.failures + 1 >= MAX_FAILURES) {
    const why = error instanceof CheckerError ? { message: error.message } : {};
    return giveUp(deps, delivery, { attempt: job.attempt, ...why });
  }
  await sleep(RETURN_DELAY_MS * (job.failures + 1), undefined, { signal: delivery.stop.signal }).catch(
    () => undefined,
  );
  await giveBack(deps, delivery, { job, reason: "failed" });
}

/** Told to whoever follows. */
const WHY_GIVEN_BACK: Readonly<Record<GiveBackReason, string>> = {
  shutdown: "its worker is being restarted",
  sandbox_lost: "its worker lost its containers",
  failed: "judging failed on our side; it is tried again and does not count against you",
};

/** The record first: from then on whatever this attempt may still write is refused. */
async function giveBack(
  deps: JobDeps,
  delivery: Delivery,
  { job, reason }: { job: ClaimedJob; reason: GiveBackReason },
): Promise<void> {
  const how = reason === "failed" ? "failed" : "returned";
  const why = WHY_GIVEN_BACK[reason];
  const returned = await untilAnswered(deps, delivery, () => deps.judging.requeue(job, how));
  if (!returned) return deps.telemetry.fenced("record");
  await untilAnswered(deps, delivery, () =>
    deps.queue.release(delivery.claim, { attempt: job.attempt + 1, why }),
  );
  deps.telemetry.givenBack(reason);
  deps.logger.info({ why }, "Gave a submission back");
}

/** `message` is for the submitter, where more is known than that judging failed. */
async function giveUp(
  deps: JobDeps,
  delivery: Delivery,
  { attempt, message = EXHAUSTED.message }: { attempt: number; message?: string | null },
): Promise<void> {
  const { claim } = delivery;
  deps.logger.error({ attempt }, "Gave a submission up after its last attempt");
  // The letter first: whoever goes on after our death finds the submission final, and cannot tell that it is missing.
  await untilAnswered(deps, delivery, () => deps.deadLetters.bury(claim, "every attempt failed"));
  await untilAnswered(deps, delivery, () =>
    deps.judging.finish({ id: claim.submissionId, attempt }, { ...EXHAUSTED, message }),
  );
  deps.telemetry.buried();
  await complete(deps, delivery);
}

/**
 * Postgres and Redis may be away for a while: what is decided must still be written. Stops only when the process
 * ends; the entry is then left to a take-over.
 */
async function untilAnswered<Answer>(
  deps: JobDeps,
  delivery: Delivery,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (delivery.stop.signal.aborted) throw error;
      deps.logger.warn({ err: error }, "A store does not answer, retrying");
      await sleep(RETRY_MS, undefined, { signal: delivery.stop.signal }).catch(() => undefined);
    }
  }
}
