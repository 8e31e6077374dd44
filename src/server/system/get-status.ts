import type { LaneStatus, SystemStatus, WorkerStatus } from "#contract/system.ts";
import { pingDatabase } from "#platform/database/create-database.ts";
import type { Services } from "../services.ts";
import { listLanes } from "./list-lanes.ts";
import { isReady, listWorkers } from "./list-workers.ts";

/** What works, what is missing, and what waits where. Never throws: a broken part is an answer. */
export async function getStatus(services: Services): Promise<SystemStatus> {
  const [databaseUp, redisUp] = await Promise.all([
    answers(pingDatabase(services.database)),
    answers(services.redis.ping()),
  ]);
  const workers = redisUp ? await listWorkers(services) : [];
  const lanes = redisUp ? await laneStatus(services, workers) : [];
  const missing = [
    ...(databaseUp ? [] : ["Postgres does not answer"]),
    ...(redisUp ? [] : ["Redis does not answer"]),
    ...(redisUp && !workers.some(isReady) ? ["no worker is ready"] : []),
  ];
  const languages = services.catalogue.runtimes.map(({ slug, name }) => ({
    slug,
    name,
    ready: workers.some((worker) => isReady(worker) && worker.languages[slug] !== undefined),
  }));
  return {
    ready: missing.length === 0,
    missing,
    serverNow: new Date().toISOString(),
    languages,
    lanes,
    workers: workers.map((worker) => ({ ...worker, running: [] })),
  };
}

async function laneStatus(services: Services, workers: readonly WorkerStatus[]): Promise<LaneStatus[]> {
  try {
    return await listLanes(services, workers);
  } catch (error) {
    services.logger.warn({ err: error }, "Cannot read the lanes");
    return [];
  }
}

async function answers(probe: Promise<unknown>): Promise<boolean> {
  try {
    await probe;
    return true;
  } catch {
    return false;
  }
}
