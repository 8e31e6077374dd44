import type { AppErrorData, ErrorCode } from "#contract/error.ts";

/** An error as a page shows it: a stable code, words a person can act on, and how long to wait where waiting helps. */
export type ShownError = { code: ErrorCode | "OFFLINE"; message: string; retryAfterMs: number | null };

export function describeError(error: unknown): ShownError {
  const data = appData(error);
  if (!data) {
    const message = "The server cannot be reached. Your code is kept here; try again in a moment.";
    return { code: "OFFLINE", message, retryAfterMs: null };
  }
  if (data.appCode === "UNAUTHENTICATED") {
    const message = "You are signed out. Sign in again; what you wrote is kept here.";
    return { code: data.appCode, message, retryAfterMs: null };
  }
  const message = error instanceof Error ? error.message : "Something went wrong on our side.";
  return { code: data.appCode, message, retryAfterMs: data.retryAfterMs ?? null };
}

/** Whether the same request may succeed later without being changed. */
export function isWorthRetrying({ code }: ShownError): boolean {
  return ["OFFLINE", "RATE_LIMITED", "QUEUE_FULL", "SERVICE_UNAVAILABLE", "INTERNAL"].includes(code);
}

function appData(error: unknown): AppErrorData | null {
  if (typeof error !== "object" || error === null || !("data" in error)) return null;
  const { data } = error;
  if (typeof data !== "object" || data === null || !("appCode" in data)) return null;
  return data as AppErrorData;
}
