import type { ListSubmissionsInput, ListSubmissionsOutput } from "#contract/submission.ts";
import { AppError } from "../app-error.ts";
import type { Identity } from "../auth/resolve-identity.ts";
import type { Services } from "../services.ts";
import { toSummary } from "./get-submission.ts";

const DEFAULT_PAGE = 25;

export async function listSubmissions(
  services: Services,
  identity: Identity,
  input: ListSubmissionsInput,
): Promise<ListSubmissionsOutput> {
  const { owner = "mine", limit = DEFAULT_PAGE, direction: _, ...filter } = input;
  const userId = ownerId(identity, owner);
  // One more than asked for tells whether there is a next page.
  const rows = await services.submissions.list({ ...filter, userId, limit: limit + 1 });
  const items = rows.slice(0, limit).map(toSummary);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

function ownerId(identity: Identity, owner: string): string | null {
  if (owner === "mine" || owner === identity.id) return identity.id;
  if (identity.role !== "admin") {
    throw new AppError(
      "FORBIDDEN",
      "Only admins can list the submissions of others. Leave `owner` out for your own.",
    );
  }
  return owner === "all" ? null : owner;
}
