import { type LaneStatus, WorkerState } from "#contract/system.ts";
import { pingDatabase } from "#platform/database/create-database.ts";
import type { Services } from "../services.ts";
import { listLanes } from "../system/list-lanes.ts";

/**
 * Everything this gateway can tell, as Prometheus reads it. What Redis knows is asked now; when it does not answer,
 * those values are missing rather than old.
 */
export async function scrape(services: Services): Promise<string> {
  const { metrics, logger } = services;
  const [postgresUp] = await Promise.all([
    succeeds(pingDatabase(services.database)),
    refreshQueue(services).then(
      () => metrics.storeUp.labels("redis").set(1),
      (error: unknown) => {
        logger.warn({ err: error }, "Cannot measure the queue");
        metrics.storeUp.labels("redis").set(0);
        forgetQueue(services);
      },
    ),
  ]);
  metrics.storeUp.labels("postgres").set(postgresUp ? 1 : 0);
  return metrics.registry.metrics();
}

async function refreshQueue(services: Services): Promise<void> {
  const { metrics } = services;
  const workers = await services.workers.list();
  const [lanes, letters] = await Promise.all([listLanes(services, workers), services.deadLetters.count()]);
  forgetQueue(services);
  for (const lane of lanes) showLane(services, lane);
  for (const state of WorkerState.options) {
    metrics.workers.labels(state).set(workers.filter((worker) => worker.state === state).length);
  }
  metrics.deadLetters.set(letters);
}

function showLane({ metrics }: Services, { lane, depth, claimed, oldestAgeMs, served }: LaneStatus): void {
  metrics.laneWaiting.labels(lane).set(depth);
  metrics.laneClaimed.labels(lane).set(claimed);
  metrics.laneOldestSeconds.labels(lane).set((oldestAgeMs ?? 0) / 1_000);
  metrics.laneServed.labels(lane).set(served ? 1 : 0);
}

/** Lanes that are gone must not be told any more. */
function forgetQueue({ metrics }: Services): void {
  const { laneWaiting, laneClaimed, laneOldestSeconds, laneServed, workers, deadLetters } = metrics;
  for (const gauge of [laneWaiting, laneClaimed, laneOldestSeconds, laneServed, workers]) gauge.reset();
  deadLetters.remove();
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
