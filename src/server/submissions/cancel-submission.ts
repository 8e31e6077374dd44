import type { Submission } from "#contract/submission.ts";
import type { Services } from "../services.ts";
import { finishedFromRecord } from "#platform/finished-event.ts";
import { getSubmission } from "./get-submission.ts";

/**
 * Ends a submission wherever it is. The record decides who wins a race with the verdict: whoever sets it to `done`
 * first. Afterwards the entry leaves the queue, followers hear of it, and the worker that may be running it is told
 * to kill it.
 */
export async function cancelSubmission(services: Services, id: string): Promise<Submission> {
  const end = await services.submissions.cancel(id);
  if (end !== null) {
    try {
      await services.queue.complete(id, finishedFromRecord(end).event);
      await services.eventLog.announceCancelled(id);
    } catch (error) {
      // The record is final. Workers ask it regularly and drop what was cancelled; followers fall back to it.
      services.logger.warn({ err: error, submissionId: id }, "Cancelled, but the queue does not answer");
    }
  }
  return getSubmission(services, id);
}
