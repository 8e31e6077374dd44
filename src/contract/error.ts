import { z } from "zod";

/**
 * Stable codes of every error a client can meet. Clients switch on the code, never on the message.
 * On the wire: tRPC's `error.data.appCode`, with `error.data.retryAfterMs` where waiting helps.
 */
export const ErrorCode = z.enum([
  "BAD_INPUT",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "ORIGIN_REFUSED",
  "LANGUAGE_UNKNOWN",
  "LANGUAGE_DISABLED",
  "SOURCE_EMPTY",
  "SOURCE_TOO_LARGE",
  "SOURCE_BINARY",
  "FILE_NAME_INVALID",
  "TESTS_INVALID",
  "TESTS_TOO_LARGE",
  "LIMIT_TOO_HIGH",
  "PROBLEM_NOT_FOUND",
  "PACKAGE_REFUSED",
  "PACKAGE_TOO_LARGE",
  "SUBMISSION_NOT_FOUND",
  "IDEMPOTENCY_CONFLICT",
  "WORKER_NOT_FOUND",
  "RATE_LIMITED",
  "QUEUE_FULL",
  "SERVICE_UNAVAILABLE",
  "INTERNAL",
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** What our error formatter adds to tRPC's `error.data`. */
export type AppErrorData = { appCode: ErrorCode; retryAfterMs?: number };
