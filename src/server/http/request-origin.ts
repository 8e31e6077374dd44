import type { IncomingMessage, ServerResponse } from "node:http";
import { randomUUID } from "node:crypto";
import type { Context } from "../trpc/context.ts";

/** In requests and answers. Set by the gateway itself on every request, so that what follows may believe it. */
export const REQUEST_ID_HEADER = "x-request-id";

/** What proxies and tracing tools make; short enough, and harmless in any log. */
const SANE = /^[\w.:-]{1,64}$/;

/** Keeps the caller's id when it is a sane one, or makes one; the answer tells it. */
export function noteRequestId(request: IncomingMessage, response?: ServerResponse): string {
  const given = request.headers[REQUEST_ID_HEADER];
  const id = typeof given === "string" && SANE.test(given) ? given : randomUUID();
  request.headers[REQUEST_ID_HEADER] = id;
  response?.setHeader(REQUEST_ID_HEADER, id);
  return id;
}

/** What the context of a procedure knows of its request. */
export function originOf({ headers }: IncomingMessage): Pick<Context, "requestId" | "traceparent"> {
  const { traceparent, [REQUEST_ID_HEADER]: requestId } = headers;
  return {
    requestId: String(requestId),
    traceparent: typeof traceparent === "string" ? traceparent : null,
  };
}
