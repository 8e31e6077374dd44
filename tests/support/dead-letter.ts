import { EXHAUSTED } from "../../src/platform/attempts.ts";
import type { TestResult } from "../../src/contract/test-result.ts";
import { finishedFromRecord } from "../../src/platform/finished-event.ts";
import type { Services } from "../../src/server/services.ts";

/** Gives a submission up that waits, as a worker does after the last of its attempts has failed. */
export async function giveUp(
  services: Pick<Services, "judging" | "queue" | "deadLetters">,
  submission: { id: string; lane: string },
  results: TestResult[] = [],
): Promise<void> {
  const { id, lane } = submission;
  await services.deadLetters.bury({ submissionId: id, lane }, "every attempt failed");
  await services.judging.finish({ id, attempt: 1 }, { ...EXHAUSTED, results });
  const facts = await services.judging.finishedFacts(id);
  if (!facts) throw new Error("The submission was not given up");
  await services.queue.complete(id, finishedFromRecord(facts).event);
}
