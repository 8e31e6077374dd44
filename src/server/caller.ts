import type { Identity } from "./auth/resolve-identity.ts";

/** Who asks, and in which request. */
export type Caller = { readonly identity: Identity; readonly requestId: string };
