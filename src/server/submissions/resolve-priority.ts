import { PRIORITIES, type CreateSubmissionInput, type Priority } from "#contract/submission.ts";
import { AppError } from "../app-error.ts";
import type { Identity } from "../auth/resolve-identity.ts";

/** What somebody waits for in front of a screen comes first. Anyone may ask for less than that, admins for more. */
export function resolvePriority(
  identity: Identity,
  { problem, priority }: Pick<CreateSubmissionInput, "problem" | "priority">,
): Priority {
  const usual: Priority = problem === undefined ? "interactive" : "practice";
  if (priority === undefined) return usual;
  const isHigher = PRIORITIES.indexOf(priority) < PRIORITIES.indexOf(usual);
  if (isHigher && identity.role !== "admin") {
    throw new AppError(
      "FORBIDDEN",
      `Only admins may submit with priority "${priority}" here. Leave it out, or choose a lower one than "${usual}".`,
    );
  }
  return priority;
}
