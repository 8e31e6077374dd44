import type { Logger } from "#platform/logger.ts";
import type { ContainerEngine, ListedContainer } from "./container-engine.ts";
import { errorMessage } from "./errors.ts";
import { Label } from "./labels.ts";

export type JanitorOptions = {
  engine: ContainerEngine;
  logger: Logger;
  /** Only containers of this scope are ever touched. */
  scope: string;
};

/**
 * Removes what dead workers left behind: containers of our scope whose worker `isWorkerAlive` denies. Returns how many
 * are gone. A container that cannot be removed now is logged and left for the next sweep; rejects only when Docker
 * cannot list.
 */
export async function removeOrphans(
  options: JanitorOptions,
  isWorkerAlive: (workerId: string) => boolean | Promise<boolean>,
): Promise<number> {
  const found = await options.engine.list({ [Label.SCOPE]: options.scope });
  const alive = new Map<string, boolean>();
  const orphans: ListedContainer[] = [];
  for (const container of found) {
    const workerId = container.labels[Label.WORKER_ID];
    if (workerId === undefined) continue;
    if (!alive.has(workerId)) alive.set(workerId, await isWorkerAlive(workerId));
    if (alive.get(workerId) === false) orphans.push(container);
  }
  return removeAll(options, orphans);
}

/** Removes every container of one worker, or those chosen; returns how many. Fails as `removeOrphans` does. */
export async function removeContainersOf(
  options: JanitorOptions,
  workerId: string,
  isChosen: (container: ListedContainer) => boolean = () => true,
): Promise<number> {
  const own = await options.engine.list({ [Label.SCOPE]: options.scope, [Label.WORKER_ID]: workerId });
  return removeAll(options, own.filter(isChosen));
}

async function removeAll(
  { engine, logger }: JanitorOptions,
  containers: readonly ListedContainer[],
): Promise<number> {
  let removed = 0;
  for (const { id, labels } of containers) {
    try {
      await engine.remove(id);
      removed += 1;
      logger.info(
        { containerId: id, workerId: labels[Label.WORKER_ID] },
        "Removed a container nobody owns any more.",
      );
    } catch (error) {
      logger.warn(
        { containerId: id, error: errorMessage(error) },
        "A container nobody owns could not be removed.",
      );
    }
  }
  return removed;
}
