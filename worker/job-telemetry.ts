import type { ClaimedJob, FinalOutcome } from "#platform/database/judging-repository.ts";
import { type Logger, withFields } from "#platform/logger.ts";
import type { WorkerMetrics } from "#platform/metrics/worker-metrics.ts";
import { entryTime } from "#platform/redis/stream-fields.ts";
import { annotateSpan, inSpan, inSpanFrom, recordSpan } from "#platform/tracing/tracing.ts";
import type { Delivery } from "./delivery.ts";
import { observeSandbox } from "./observed-sandbox.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";

type Containers = Pick<Sandbox, "acquire">;

/** What is logged, counted and traced about one entry on its way through this worker. */
export type JobTelemetry = {
  /** Its lines say which submission, request, attempt and container they are about. */
  readonly logger: Logger;
  /** A step of the job, as a span of its trace. */
  step: <Result>(name: StepName, work: () => Promise<Result>) => Promise<Result>;
  /** The record says that an attempt is ours. */
  claimed: (job: ClaimedJob) => void;
  observe: (sandbox: Containers) => Containers;
  committed: (outcome: FinalOutcome, finishedAt: Date) => void;
  fenced: (by: "events" | "record") => void;
  givenBack: (reason: GiveBackReason) => void;
  buried: () => void;
};

type StepName = "claim" | "judge" | "commit" | "complete";
export type GiveBackReason = "failed" | "shutdown" | "sandbox_lost";

type Deps = { logger: Logger; metrics: WorkerMetrics; workerId: string };

/** Carries an entry through `work`, observed. */
export async function observeJob(
  { logger, metrics, workerId }: Deps,
  delivery: Delivery,
  work: (telemetry: JobTelemetry) => Promise<void>,
): Promise<void> {
  const { claim, redelivered } = delivery;
  (redelivered ? metrics.takeOvers : metrics.claims).labels(claim.lane).inc();
  const { submissionId, lane, origin } = claim;
  const attributes = { "engine.submission_id": submissionId, "engine.lane": lane };
  if (origin.traceparent !== null) {
    const when = { from: entryTime(claim.entry), until: new Date(), traceparent: origin.traceparent };
    recordSpan({ name: "submission.queue", attributes }, when);
  }
  const description = {
    name: "submission.process",
    kind: "consumer",
    attributes: { ...attributes, "engine.worker_id": workerId, "engine.redelivered": redelivered },
  } as const;
  await inSpanFrom(origin.traceparent, description, () =>
    work(createTelemetry({ logger, metrics }, delivery)),
  );
}

function createTelemetry(
  { logger, metrics }: Pick<Deps, "logger" | "metrics">,
  { claim, redelivered }: Delivery,
): JobTelemetry {
  const { submissionId, lane, origin } = claim;
  const claimedAt = new Date();
  // More is known as the job goes on.
  const fields: Record<string, string | number> = {
    submissionId,
    lane,
    ...(origin.requestId === null ? {} : { requestId: origin.requestId }),
  };
  const lines = withFields(logger, fields);
  let job: ClaimedJob | null = null;
  return {
    logger: lines,
    step: (name, work) => inSpan({ name: `submission.${name}` }, work),
    claimed: (taken) => {
      job = taken;
      fields["attempt"] = taken.attempt;
      annotateSpan({ "engine.attempt": taken.attempt, "engine.language": taken.language });
      // An entry that was given back keeps its id, so only the first wait can be told from it.
      if (taken.attempt === 1 && !redelivered) {
        metrics.queueWaitSeconds.labels(lane).observe(secondsBetween(entryTime(claim.entry), claimedAt));
      }
    },
    observe: (sandbox) =>
      observeSandbox(sandbox, (containerId) => {
        fields["containerId"] = containerId;
        annotateSpan({ "engine.container_id": containerId });
      }),
    committed: ({ verdict }, finishedAt) => {
      if (job === null) return;
      const { language, queuedAt } = job;
      const judgingSeconds = secondsBetween(claimedAt, new Date());
      metrics.verdicts.labels(language, verdict).inc();
      metrics.judgingSeconds.labels(language).observe(judgingSeconds);
      metrics.createToVerdictSeconds.labels(lane).observe(secondsBetween(queuedAt, finishedAt));
      annotateSpan({ "engine.verdict": verdict });
      lines.info({ language, verdict, judgingMs: Math.round(judgingSeconds * 1_000) }, "Judged a submission");
    },
    fenced: (by) => metrics.fenced.labels(by).inc(),
    givenBack: (reason) => metrics.givenBack.labels(reason).inc(),
    buried: () => metrics.buried.labels(lane).inc(),
  };
}

/** Clocks of different machines may disagree a little. */
function secondsBetween(from: Date, until: Date): number {
  return Math.max(0, until.getTime() - from.getTime()) / 1_000;
}
