import type { Refusal } from "#platform/redis/queue-facts.ts";
import { AppError } from "../app-error.ts";
import type { Services } from "../services.ts";

/** A submission that has its id but is not written yet. */
type Place = { id: string; userId: string; lane: string };

/** Told where only others' progress decides when there is room again. */
const RETRY_LANE_MS = 5_000;
const RETRY_PENDING_MS = 2_000;

/**
 * Reserves a place, or throws QUEUE_FULL or RATE_LIMITED; nothing was accepted then. When Redis does not answer the
 * submission is let in: what is accepted waits in Postgres, and turning people away would be the greater harm.
 */
export async function admit(services: Services, place: Place): Promise<void> {
  let refusal: Refusal | null;
  try {
    refusal = await services.queueFacts.admit(place, services.admission);
  } catch (error) {
    services.logger.warn({ err: error }, "Cannot check the queue's limits, letting a submission in");
    return;
  }
  if (refusal === null) return;
  const error = toError(services, refusal, place.lane);
  services.metrics.refused.labels(error.code, refusal.why).inc();
  throw error;
}

/** The submission was not written after all. A reservation that cannot be given back expires by itself. */
export async function withdraw(services: Services, place: Place): Promise<void> {
  await services.queueFacts.withdraw(place).catch(() => undefined);
}

function toError({ admission }: Services, { why, waitMs }: Refusal, lane: string): AppError {
  switch (why) {
    case "lane":
      return new AppError(
        "QUEUE_FULL",
        `${admission.laneMaxWaiting} submissions wait in the lane "${lane}" already. Try again in a few seconds.`,
        { retryAfterMs: RETRY_LANE_MS },
      );
    case "pending":
      return new AppError(
        "RATE_LIMITED",
        `You have ${admission.userMaxPending} submissions waiting or running. Wait until some of them are done.`,
        { retryAfterMs: RETRY_PENDING_MS },
      );
    case "rate":
      return new AppError(
        "RATE_LIMITED",
        `You may submit ${admission.userRatePerMinute} times a minute. Try again in ${Math.ceil(waitMs / 1_000)} s.`,
        { retryAfterMs: waitMs },
      );
  }
}
