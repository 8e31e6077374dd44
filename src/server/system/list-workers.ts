import type { WorkerStatus } from "#contract/system.ts";
import type { Services } from "../services.ts";

/** Live workers; none when Redis does not answer, since nobody can know then. */
export async function listWorkers(services: Pick<Services, "workers" | "logger">): Promise<WorkerStatus[]> {
  try {
    return await services.workers.list();
  } catch (error) {
    services.logger.warn({ err: error }, "Cannot read the list of workers");
    return [];
  }
}
