import type { QueueReason } from "#contract/event.ts";
import type { Logger } from "#platform/logger.ts";
import type { QueueFacts } from "#platform/redis/queue-facts.ts";
import type { WorkerRegistry } from "#platform/redis/worker-registry.ts";
import { isServed } from "../system/list-workers.ts";

/** What is known of a submission that waits while somebody follows it. */
type Watched = { submissionId: string; language: string; lane: string; attempt: number };

/** Tells who follows a waiting submission when its position or the reason has changed. */
export type QueueWatch = {
  /** Until the returned function is called. */
  watch: (waiting: Watched) => () => void;
  stop: () => void;
};

const INTERVAL_MS = 1_000;
const BATCH = 200;

/**
 * One loop per gateway for everything that is followed and waits: nobody watches, nothing is asked. What has changed is
 * written into the event logs, so that all followers, on whatever gateway, see the same events.
 */
export function createQueueWatch(deps: {
  queueFacts: QueueFacts;
  workers: WorkerRegistry;
  logger: Logger;
}): QueueWatch {
  const { queueFacts, workers, logger } = deps;
  const watched = new Set<Watched>();
  let timer: NodeJS.Timeout | null = null;

  async function look(): Promise<void> {
    const live = await workers.list();
    const jobs = [...watched].map((job) => ({ ...job, reason: reasonFor(job, isServed(live, job)) }));
    for (let from = 0; from < jobs.length; from += BATCH) {
      await queueFacts.announce(jobs.slice(from, from + BATCH));
    }
  }

  function schedule(): void {
    if (timer !== null || watched.size === 0) return;
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) => logger.warn({ err: error }, "Cannot look after positions, retrying"))
        .finally(() => {
          timer = null;
          schedule();
        });
    }, INTERVAL_MS);
  }

  return {
    watch: (waiting) => {
      watched.add(waiting);
      schedule();
      return () => void watched.delete(waiting);
    },
    stop: () => {
      watched.clear();
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** Why a submission waits. */
export function reasonFor({ attempt }: { attempt: number }, served: boolean): QueueReason {
  if (!served) return "no_worker";
  return attempt > 1 ? "retrying" : "backlog";
}
