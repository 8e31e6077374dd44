import { setTimeout as sleep } from "node:timers/promises";
import { EXHAUSTED, MAX_FAILURES } from "#platform/attempts.ts";
import type { UnfinishedJob } from "#platform/database/recovery-repository.ts";
import { finishedFromRecord } from "#platform/finished-event.ts";
import type { Services } from "./services.ts";

/**
 * Brings back what Redis does not know: a gateway died between the row and the entry, Redis was emptied, a stream
 * was trimmed. Every step is conditional on the state it was decided on (Lua in Redis, `WHERE attempt = …` in
 * Postgres), so it is safe to run on every gateway at once and never doubles a job that merely waits.
 */

const INTERVAL_MS = 5_000;
/** Younger ones are still on their way between the row and the entry. */
const GRACE_MS = 5_000;
const PAGE_SIZE = 1_000;
/** Bounds one round; a longer backlog is seen over several. */
const PAGES_PER_ROUND = 10;
const FIRST = "00000000-0000-0000-0000-000000000000";

export function startReconciler(services: Services): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const position = createScan();
  const done = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await reconcile(services, position);
      } catch (error) {
        services.logger.warn({ err: error }, "The reconciler could not finish its round");
      }
      await sleep(INTERVAL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: () => {
      stopping.abort();
      return done;
    },
  };
}

/** One round; answers how many jobs were brought back. */
export async function reconcile(services: Services, position: ScanPosition = createScan()): Promise<number> {
  const running = await scan(services, { status: "running", position, pages: PAGES_PER_ROUND });
  return running + (await scan(services, { status: "queued", position, pages: PAGES_PER_ROUND }));
}

type ScanPosition = { running: string; queued: string };

function createScan(): ScanPosition {
  return { running: FIRST, queued: FIRST };
}

/** Looks at the next pages; begins again from the oldest when it has seen all. */
async function scan(
  services: Services,
  { status, position, pages }: { status: keyof ScanPosition; position: ScanPosition; pages: number },
): Promise<number> {
  const createdBefore = new Date(Date.now() - GRACE_MS);
  let restored = 0;
  for (let page = 0; page < pages; page += 1) {
    const after = position[status];
    const jobs = await services.recovery.listUnfinished({ status, createdBefore, after, limit: PAGE_SIZE });
    restored += await restoreLost(services, jobs);
    position[status] = jobs.length < PAGE_SIZE ? FIRST : (jobs.at(-1)?.id ?? FIRST);
    if (jobs.length < PAGE_SIZE) break;
  }
  return restored;
}

async function restoreLost(services: Services, jobs: readonly UnfinishedJob[]): Promise<number> {
  const lost = new Set(await services.queueFacts.findLost(jobs.map(({ id }) => id)));
  let restored = 0;
  for (const job of jobs.filter(({ id }) => lost.has(id))) {
    if (await restore(services, job)) restored += 1;
  }
  return restored;
}

async function restore(services: Services, job: UnfinishedJob): Promise<boolean> {
  if (job.status === "queued") {
    const { added } = await enqueue(services, job, "its place in the queue was lost");
    if (added) noteRestored(services, job, "enqueued");
    return added;
  }
  // Claimed, but its entry is gone: as long as its worker lives it will finish by itself.
  if (job.workerId !== null && (await services.workers.isAlive(job.workerId))) return false;
  if (job.failures + 1 >= MAX_FAILURES) return giveUp(services, job);
  if (!(await services.judging.requeue(job, "failed"))) return false;
  const next = { ...job, attempt: job.attempt + 1 };
  await enqueue(services, next, "its worker and its place in the queue were lost");
  noteRestored(services, next, "requeued");
  return true;
}

const RESTORED = {
  enqueued: "Brought back a submission the queue did not know",
  requeued: "Requeued a submission whose worker was lost",
  given_up: "Gave a submission up whose last worker was lost",
} as const;

function noteRestored(services: Services, { id, attempt }: UnfinishedJob, how: keyof typeof RESTORED): void {
  services.metrics.restored.labels(how).inc();
  services.logger.info({ submissionId: id, attempt }, RESTORED[how]);
}

async function giveUp(services: Services, job: UnfinishedJob): Promise<boolean> {
  // Of all gateways that see this, one ends it.
  if ((await services.judging.finish(job, EXHAUSTED)) === null) return false;
  await services.deadLetters.bury({ submissionId: job.id, lane: job.lane }, "every attempt failed");
  const facts = await services.judging.finishedFacts(job.id);
  if (facts) await services.queue.complete(job.id, finishedFromRecord(facts).event);
  noteRestored(services, job, "given_up");
  return true;
}

function enqueue(
  services: Services,
  job: UnfinishedJob,
  requeuedBecause: string,
): Promise<{ added: boolean }> {
  return services.queue.enqueue({
    submissionId: job.id,
    userId: job.userId,
    lane: job.lane,
    attempt: job.attempt,
    at: new Date(),
    reason: job.attempt > 1 ? "retrying" : "backlog",
    requeuedBecause,
  });
}
