import { headers } from "next/headers";
import { cache } from "react";
import { ErrorCode } from "#contract/error.ts";
import type { Identity } from "../auth/resolve-identity.ts";
import { getBridge } from "./bridge.ts";

/** Who asks for the page, from the session cookie. Resolved once per request. */
export const currentIdentity: () => Promise<Identity | null> = cache(async () =>
  getBridge().resolveIdentity(new Headers(await headers())),
);

/** The API for server components: the same procedures, called in the same process. */
export const serverCaller = cache(async () => {
  const { services, createCaller } = getBridge();
  return createCaller({ services, identity: await currentIdentity() });
});

/** The stable code of an error that a server-side call threw, null when it is not one of ours. */
export function appCodeOf(error: unknown): ErrorCode | null {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return ErrorCode.safeParse(code).data ?? null;
}
