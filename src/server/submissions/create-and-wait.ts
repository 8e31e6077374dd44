import type { CreateAndWaitInput, Submission } from "#contract/submission.ts";
import { CREATE_AND_WAIT_MAX_MS } from "#contract/submission.ts";
import type { Caller } from "../caller.ts";
import type { Services } from "../services.ts";
import { createSubmission } from "./create-submission.ts";
import { followSubmission } from "./follow-submission.ts";
import { getSubmission } from "./get-submission.ts";

/** Bounded wait: the final snapshot, or the one of the moment when time is up or the client went away. */
export async function createAndWait(
  services: Services,
  caller: Caller,
  { input, signal }: { input: CreateAndWaitInput; signal: AbortSignal | undefined },
): Promise<Submission> {
  const { timeoutMs = CREATE_AND_WAIT_MAX_MS, ...create } = input;
  const { id, cursor } = await createSubmission(services, caller, create);
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const events = followSubmission(services, { id, after: cursor, signal: stop });
  // Only the end is of interest here: the generator returns after the terminal event.
  for await (const _ of events);
  return getSubmission(services, id);
}
