import type { WorkerStatus } from "#contract/system.ts";
import type { Services } from "../services.ts";

/** Whether it claims jobs now. */
export function isReady(worker: WorkerStatus): boolean {
  return worker.state === "ready";
}

/** Whether a live worker claims jobs of this lane and can run this language. */
export function isServed(
  workers: readonly WorkerStatus[],
  { lane, language }: { lane: string; language: string },
): boolean {
  return workers.some(
    (worker) => isReady(worker) && worker.lanes.includes(lane) && worker.languages[language] !== undefined,
  );
}

/** Live workers; none when Redis does not answer, since nobody can know then. */
export async function listWorkers(services: Pick<Services, "workers" | "logger">): Promise<WorkerStatus[]> {
  try {
    return await services.workers.list();
  } catch (error) {
    services.logger.warn({ err: error }, "Cannot read the list of workers");
    return [];
  }
}
