import { DEAD_LETTERS_MAX, type DeadLetterList, type RequeueOutcome } from "#contract/admin.ts";
import { isFinal } from "#contract/verdict.ts";
import type { Services } from "../services.ts";
import { isServed, listWorkers } from "../system/list-workers.ts";
import { reasonFor } from "../submissions/queue-watch.ts";

/** The newest ones, with what the record knows of their submissions. */
export async function listDeadLetters(services: Services): Promise<DeadLetterList> {
  const [total, letters] = await Promise.all([
    services.deadLetters.count(),
    services.deadLetters.list(DEAD_LETTERS_MAX),
  ]);
  const known = await services.recovery.describe(letters.map(({ submissionId }) => submissionId));
  const byId = new Map(known.map(({ id, language, ownerName }) => [id, { language, ownerName }]));
  return {
    total,
    items: letters.map((letter) => ({
      ...letter,
      at: letter.at.toISOString(),
      submission: byId.get(letter.submissionId) ?? null,
    })),
  };
}

/**
 * Has a submission judged again that was given up. The record decides who wins a race, since only one request finds the
 * submission final; the letter goes last, so that whoever dies on the way leaves it to be tried again. A submission that
 * was reopened but not enqueued is found by the reconciler.
 */
export async function requeueDeadLetter(services: Services, entry: string): Promise<RequeueOutcome> {
  const letter = await services.deadLetters.find(entry);
  if (!letter) return "letter_gone";
  const outcome = await reopen(services, letter.submissionId);
  // A letter is written before its submission ends: until that has ended it may still be needed.
  if (outcome !== "unfinished") await services.deadLetters.remove(entry);
  services.logger.info({ submissionId: letter.submissionId, outcome }, "An admin requeued a dead letter");
  return outcome;
}

async function reopen(services: Services, id: string): Promise<RequeueOutcome> {
  const job = await services.recovery.reopen(id);
  if (!job) {
    const [submission] = await services.recovery.describe([id]);
    if (!submission) return "submission_gone";
    return isFinal(submission.status) ? "not_needed" : "unfinished";
  }
  await services.queue.enqueue({
    submissionId: job.id,
    userId: job.userId,
    lane: job.lane,
    attempt: job.attempt,
    at: job.queuedAt,
    reason: reasonFor(job, isServed(await listWorkers(services), job)),
  });
  return "requeued";
}

/** Forgets a letter; its submission stays in the record as `IE`. */
export async function discardDeadLetter(
  services: Services,
  entry: string,
): Promise<"discarded" | "letter_gone"> {
  return (await services.deadLetters.remove(entry)) ? "discarded" : "letter_gone";
}
