import type { Identity } from "../auth/resolve-identity.ts";
import type { Services } from "../services.ts";

/** What every procedure gets. An interface over ports, so that client types do not drag drivers along. */
export interface Context {
  readonly services: Services;
  /** Null for anonymous requests. On a socket it is who connected. */
  readonly identity: Identity | null;
  /** Of the HTTP request; on a socket, of the one that opened it. */
  readonly requestId: string;
  /** The caller's trace, as its `traceparent` header says. */
  readonly traceparent: string | null;
}
