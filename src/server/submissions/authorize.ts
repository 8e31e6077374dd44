import { AppError } from "../app-error.ts";
import type { Identity } from "../auth/resolve-identity.ts";
import type { Services } from "../services.ts";

/** Owners and admins only. Says whether it is missing or somebody else's: ids cannot be guessed. */
export async function authorizeSubmission(services: Services, identity: Identity, id: string): Promise<void> {
  const owner = await services.submissions.findOwner(id);
  if (!owner) throw new AppError("SUBMISSION_NOT_FOUND", "There is no such submission.");
  if (owner.userId !== identity.id && identity.role !== "admin") {
    throw new AppError("FORBIDDEN", "This submission belongs to someone else.");
  }
}
