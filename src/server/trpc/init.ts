import { initTRPC, TRPCError } from "@trpc/server";
import { z } from "zod";
import type { AppErrorData, ErrorCode } from "#contract/error.ts";
import { AppError } from "../app-error.ts";
import { observeCall } from "../telemetry/observe-call.ts";
import type { Context } from "./context.ts";

type TrpcCode = TRPCError["code"];

/** The one table from our codes to tRPC's, and so to HTTP. */
export const TRPC_CODES: Readonly<Record<ErrorCode, TrpcCode>> = {
  BAD_INPUT: "BAD_REQUEST",
  UNAUTHENTICATED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  ORIGIN_REFUSED: "FORBIDDEN",
  LANGUAGE_UNKNOWN: "BAD_REQUEST",
  LANGUAGE_DISABLED: "BAD_REQUEST",
  SOURCE_EMPTY: "BAD_REQUEST",
  SOURCE_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  SOURCE_BINARY: "BAD_REQUEST",
  FILE_NAME_INVALID: "BAD_REQUEST",
  TESTS_INVALID: "BAD_REQUEST",
  TESTS_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  LIMIT_TOO_HIGH: "BAD_REQUEST",
  PROBLEM_NOT_FOUND: "NOT_FOUND",
  PACKAGE_REFUSED: "BAD_REQUEST",
  PACKAGE_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  SUBMISSION_NOT_FOUND: "NOT_FOUND",
  IDEMPOTENCY_CONFLICT: "CONFLICT",
  WORKER_NOT_FOUND: "NOT_FOUND",
  RATE_LIMITED: "TOO_MANY_REQUESTS",
  QUEUE_FULL: "SERVICE_UNAVAILABLE",
  SERVICE_UNAVAILABLE: "SERVICE_UNAVAILABLE",
  INTERNAL: "INTERNAL_SERVER_ERROR",
};

const UNEXPECTED = "Something failed on our side. Nothing you sent was lost; please try again.";

const t = initTRPC.context<Context>().create({
  errorFormatter({ shape, error }) {
    const { code, message, retryAfterMs } = describeError(error);
    const appData: AppErrorData = { appCode: code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    const { stack: _, ...data } = shape.data;
    return { ...shape, message, data: { ...data, ...appData } };
  },
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Coded errors of the use cases become tRPC errors with the right status; everything else stays internal. */
const withCodedErrors = t.middleware(async function withCodedErrors({ next }) {
  const result = await next();
  if (!result.ok && result.error.cause instanceof AppError) {
    const { cause } = result.error;
    throw new TRPCError({ code: TRPC_CODES[cause.code], message: cause.message, cause });
  }
  return result;
});

/** The outermost, so that calls that were refused count, too. */
const observed = t.middleware(async function observed({ ctx, path, type, next }) {
  return observeCall(ctx, {
    path,
    type,
    call: () => next(),
    outcomeOf: (result) => (result.ok ? "ok" : describeError(result.error).code),
  });
});

export const publicProcedure = t.procedure.use(observed).use(withCodedErrors);

export const authedProcedure = publicProcedure.use(function isAuthed({ ctx, next }) {
  if (!ctx.identity)
    throw toTrpcError(new AppError("UNAUTHENTICATED", "Sign in first, or send a valid token."));
  return next({ ctx: { identity: ctx.identity } });
});

/** For operators: what concerns everyone's submissions. */
export const adminProcedure = authedProcedure.use(function isAdmin({ ctx, next }) {
  if (ctx.identity.role !== "admin") throw toTrpcError(new AppError("FORBIDDEN", "Only admins may do this."));
  return next({ ctx });
});

function toTrpcError(error: AppError): TRPCError {
  return new TRPCError({ code: TRPC_CODES[error.code], message: error.message, cause: error });
}

/** What a client is told. Details of unexpected errors stay in our logs. */
function describeError(error: TRPCError): { code: ErrorCode; message: string; retryAfterMs?: number } {
  const { cause } = error;
  if (cause instanceof AppError) {
    return {
      code: cause.code,
      message: cause.message,
      ...(cause.retryAfterMs === undefined ? {} : { retryAfterMs: cause.retryAfterMs }),
    };
  }
  if (cause instanceof z.ZodError && error.code === "BAD_REQUEST") {
    return { code: "BAD_INPUT", message: z.prettifyError(cause) };
  }
  if (error.code === "PAYLOAD_TOO_LARGE") {
    return {
      code: "SOURCE_TOO_LARGE",
      message: "The request is too large. Send at most 256 KiB of source and 4 MiB of tests.",
    };
  }
  if (error.code === "INTERNAL_SERVER_ERROR") return { code: "INTERNAL", message: UNEXPECTED };
  return { code: "BAD_INPUT", message: error.message };
}
