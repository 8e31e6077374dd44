import type { LaneStatus, WorkerStatus } from "#contract/system.ts";
import type { Services } from "../services.ts";
import { isReady } from "./list-workers.ts";

/** Every lane that submissions may be sent to, and every other one that a live worker would serve. */
export async function listLanes(
  services: Pick<Services, "queueFacts" | "routing">,
  workers: readonly WorkerStatus[],
): Promise<LaneStatus[]> {
  const served = new Set(workers.filter(isReady).flatMap(({ lanes }) => lanes));
  const known = new Set([...services.routing.lanes, ...workers.flatMap(({ lanes }) => lanes)]);
  const lanes = await services.queueFacts.lanes([...known]);
  return lanes.map((facts) => ({ ...facts, served: served.has(facts.lane) }));
}
