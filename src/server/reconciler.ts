import { setTimeout as sleep } from "node:timers/promises";
import { EXHAUSTED, MAX_ATTEMPTS } from "#platform/attempts.ts";
import type { StaleJob } from "#platform/database/judging-repository.ts";
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
const BATCH = 200;

export function startReconciler(services: Services): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const done = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await reconcile(services);
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
export async function reconcile(services: Services): Promise<number> {
  const jobs = await services.judging.listUnfinished(new Date(Date.now() - GRACE_MS), BATCH);
  let restored = 0;
  for (const job of jobs) {
    if (await services.queue.hasEntry(job.id)) continue;
    if (await restore(services, job)) restored += 1;
  }
  return restored;
}

async function restore(services: Services, job: StaleJob): Promise<boolean> {
  if (job.status === "queued") {
    const { added } = await enqueue(services, job);
    if (added)
      services.logger.info({ submissionId: job.id }, "Brought back a submission the queue did not know");
    return added;
  }
  // Claimed, but its entry is gone: as long as its worker lives it will finish by itself.
  if (job.workerId !== null && (await services.workers.isAlive(job.workerId))) return false;
  if (job.attempt >= MAX_ATTEMPTS) return giveUp(services, job);
  if (!(await services.judging.requeue(job))) return false;
  const next = { ...job, attempt: job.attempt + 1 };
  await services.eventLog.append(job.id, next.attempt, [
    {
      type: "requeued",
      at: new Date().toISOString(),
      attempt: next.attempt,
      why: "its worker and its place in the queue were lost",
    },
  ]);
  await enqueue(services, next);
  services.logger.info(
    { submissionId: job.id, attempt: next.attempt },
    "Requeued a submission whose worker was lost",
  );
  return true;
}

async function giveUp(services: Services, job: StaleJob): Promise<boolean> {
  await services.judging.finish(job, EXHAUSTED);
  const facts = await services.judging.finishedFacts(job.id);
  if (facts) await services.queue.complete(job.id, finishedFromRecord(facts).event);
  return true;
}

function enqueue(services: Services, job: StaleJob): Promise<{ added: boolean }> {
  return services.queue.enqueue({
    submissionId: job.id,
    lane: job.lane,
    attempt: job.attempt,
    at: new Date(),
  });
}
