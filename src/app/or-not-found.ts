import { notFound } from "next/navigation";

/** What does not exist and what somebody may not see look the same from outside. */
const HIDDEN = new Set(["NOT_FOUND", "FORBIDDEN", "BAD_REQUEST"]);

export async function orNotFound<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading;
  } catch (error) {
    if (HIDDEN.has(codeOf(error))) notFound();
    throw error;
  }
}

/** tRPC's error class is not the same object in every bundle, its code is. */
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
