import { applyEvent } from "#contract/apply-event.ts";
import { CURSOR_START } from "#contract/event.ts";
import type { QueueFacts, Submission, SubmissionSummary } from "#contract/submission.ts";
import type { SubmissionRecord, SubmissionSummaryRecord } from "#platform/database/submission-repository.ts";
import { AppError } from "../app-error.ts";
import type { Services } from "../services.ts";
import { isServed, listWorkers } from "../system/list-workers.ts";
import { reasonFor } from "./queue-watch.ts";

/**
 * The whole snapshot. While a submission is being judged the record knows little, so the events so far are folded
 * in with the same reducer the browser uses; `cursor` says up to where.
 */
export async function getSubmission(services: Services, id: string): Promise<Submission> {
  const record = await services.submissions.find(id);
  if (!record) throw new AppError("SUBMISSION_NOT_FOUND", "There is no such submission.");
  const stored = toSnapshot(record);
  if (record.status === "done") return { ...stored, cursor: await endCursor(services, record) };
  const snapshot = await foldEvents(services, stored);
  if (snapshot.status !== "queued") return snapshot;
  return { ...snapshot, queue: await queueFacts(services, record, snapshot.queue) };
}

export function toSummary(record: SubmissionSummaryRecord): SubmissionSummary {
  return {
    id: record.id,
    language: record.language,
    problem: record.problem,
    owner: { id: record.userId, name: record.userName },
    status: record.status,
    verdict: record.verdict,
    timeCause: record.timeCause,
    totals: record.totals,
    createdAt: record.createdAt.toISOString(),
    finishedAt: record.finishedAt?.toISOString() ?? null,
  };
}

function toSnapshot(record: SubmissionRecord): Submission {
  const decoder = new TextDecoder();
  return {
    ...toSummary(record),
    attempt: record.attempt,
    startedAt: record.startedAt?.toISOString() ?? null,
    files: record.files.map(({ name, content }) => ({
      name,
      content: decoder.decode(content),
      encoding: "utf8",
    })),
    limits: record.limits,
    checker: record.checker,
    stopOnFirstFail: record.stopOnFirstFail,
    compile: record.compile,
    progress: { running: null, of: record.testCount },
    tests: record.results,
    queue: null,
    message: record.message,
    workerId: record.workerId,
    imageDigest: record.imageDigest,
    cursor: CURSOR_START,
  };
}

async function foldEvents(services: Services, stored: Submission): Promise<Submission> {
  let snapshot = stored;
  try {
    for (;;) {
      const events = await services.eventLog.readAfter(stored.id, snapshot.cursor);
      if (events.length === 0) return snapshot;
      snapshot = events.reduce(applyEvent, snapshot);
    }
  } catch (error) {
    services.logger.warn({ err: error, submissionId: stored.id }, "Answering without the live events");
    return snapshot;
  }
}

async function endCursor(services: Services, record: SubmissionRecord): Promise<string> {
  const synthetic = `${record.finishedAt?.getTime() ?? 0}-0`;
  try {
    return (await services.eventLog.last(record.id))?.id ?? synthetic;
  } catch {
    return synthetic;
  }
}

/** What the events told, as it is at this moment. */
async function queueFacts(
  services: Services,
  record: SubmissionRecord,
  told: QueueFacts | null,
): Promise<QueueFacts> {
  const [position, workers] = await Promise.all([
    services.queueFacts.position(record.id).catch(() => null),
    listWorkers(services),
  ]);
  const since = told?.since ?? record.queuedAt.toISOString();
  return {
    lane: record.lane,
    position,
    since,
    waitedMs: Math.max(0, Date.now() - Date.parse(since)),
    reason: reasonFor(record, isServed(workers, record)),
  };
}
