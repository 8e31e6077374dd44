import { headers } from "next/headers";
import { cache } from "react";
import type { Identity } from "../auth/resolve-identity.ts";
import { getBridge } from "./bridge.ts";

/** Who asks for the page, from the session cookie. Resolved once per request. */
export const currentIdentity: () => Promise<Identity | null> = cache(async () =>
  getBridge().resolveIdentity(new Headers(await headers())),
);

/** The API for server components: the same procedures, called in the same process. */
export const serverCaller = cache(async () => {
  const { services, createCaller } = getBridge();
  const [identity, sent] = await Promise.all([currentIdentity(), headers()]);
  return createCaller({ services, identity, requestId: sent.get("x-request-id") ?? "", traceparent: null });
});
