import type { AdminOverview } from "#contract/admin.ts";
import { AppError } from "../app-error.ts";
import type { Services } from "../services.ts";
import { listLanes } from "../system/list-lanes.ts";

/** What runs where and what waits where. Unlike the public status it fails when that cannot be known. */
export async function getOverview(services: Services): Promise<AdminOverview> {
  try {
    return await readOverview(services);
  } catch (cause) {
    const message = "Redis does not answer, so nothing is known of workers and queues.";
    throw new AppError("SERVICE_UNAVAILABLE", message, { cause });
  }
}

async function readOverview(services: Services): Promise<AdminOverview> {
  const [workers, askedToDrain, deadLetters] = await Promise.all([
    services.workers.list(),
    services.workers.askedToDrain(),
    services.deadLetters.count(),
  ]);
  const lanes = await listLanes(services, workers);
  const now = new Date();
  return {
    serverNow: now.toISOString(),
    workers: workers
      .toSorted((a, b) => a.id.localeCompare(b.id))
      .map((worker) => ({
        ...worker,
        heartbeatAgeMs: Math.max(0, now.getTime() - Date.parse(worker.seenAt)),
        drainAsked: askedToDrain.includes(worker.id),
      })),
    lanes,
    deadLetters,
  };
}
