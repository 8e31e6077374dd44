import { setTimeout as sleep } from "node:timers/promises";
import type { LaneStatus, SystemStatus, WorkerStatus } from "#contract/system.ts";
import { pingDatabase } from "#platform/database/create-database.ts";
import type { Services } from "../services.ts";
import { listLanes } from "./list-lanes.ts";
import { isReady, listWorkers } from "./list-workers.ts";

/** Whoever asks whether we are ready waits for seconds, not until a store that hangs has woken up. */
const PATIENCE_MS = 2_000;

/** What works, what is missing, and what waits where. Never throws, never hangs: a broken part is an answer. */
export async function getStatus(services: Services): Promise<SystemStatus> {
  const [ping, listed] = await Promise.all([
    answerOf(pingDatabase(services.database).then(() => "pong")),
    answerOf(listWorkers(services)),
  ]);
  const workers = listed ?? [];
  const lanes = listed ? await laneStatus(services, listed) : [];
  const missing = [
    ...(ping ? [] : ["Postgres does not answer"]),
    ...(listed ? [] : ["Redis does not answer"]),
    ...(listed && !workers.some(isReady) ? ["no worker is ready"] : []),
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
  const lanes = await answerOf(listLanes(services, workers));
  if (lanes === null) services.logger.warn({}, "Cannot read the lanes");
  return lanes ?? [];
}

/** Null when it fails or takes too long. */
async function answerOf<Answer>(question: Promise<Answer>): Promise<Answer | null> {
  const answered = new AbortController();
  const tooLate = sleep(PATIENCE_MS, null, { signal: answered.signal }).catch(() => null);
  try {
    return await Promise.race([question, tooLate]);
  } catch {
    return null;
  } finally {
    answered.abort();
  }
}
