import type { Services } from "../services.ts";
import { AppError } from "../app-error.ts";

/** Asks a live worker to claim nothing more, or to claim again. What it runs already it finishes in any case. */
export async function setWorkerDrained(
  services: Services,
  { workerId, isDrained }: { workerId: string; isDrained: boolean },
): Promise<void> {
  // A wish for a worker that is not there would wait for one with the same name.
  if (!(await services.workers.isAlive(workerId)))
    throw new AppError("WORKER_NOT_FOUND", "This worker is gone: it has stopped, or has not been heard of.");
  await services.workers.setDrained(workerId, isDrained);
  services.logger.info({ workerId, isDrained }, "An admin asked a worker to drain or resume");
}
