import { createHash } from "node:crypto";
import type { Auth } from "./create-auth.ts";

export type Identity = { id: string; name: string; email: string; role: "user" | "admin" };

/**
 * The one way to learn who is asking, for HTTP requests, sockets and server-rendered pages alike: the session cookie
 * or an `Authorization: Bearer` header.
 */
export type ResolveIdentity = {
  (headers: Headers): Promise<Identity | null>;
  /** Looks again at the next request with these credentials: they are being changed or given up. */
  forget: (headers: Headers) => void;
};

/** How long credentials that were good a moment ago are believed without a look into the database. */
const BELIEVED_MS = 10_000;
const MAX_BELIEVED = 10_000;

export function createResolveIdentity(auth: Auth): ResolveIdentity {
  const believed = new Map<string, { identity: Identity; until: number }>();

  const resolve = async (headers: Headers): Promise<Identity | null> => {
    const key = keyOf(headers);
    if (key === null) return null;
    const known = believed.get(key);
    if (known && known.until > Date.now()) return known.identity;
    believed.delete(key);
    const session = await auth.api.getSession({ headers });
    if (!session) return null;
    const { id, name, email, role } = session.user;
    const identity: Identity = { id, name, email, role: role === "admin" ? "admin" : "user" };
    const until = Math.min(Date.now() + BELIEVED_MS, session.session.expiresAt.getTime());
    believed.set(key, { identity, until });
    // The oldest entry comes first in a map.
    for (const oldest of believed.keys()) {
      if (believed.size <= MAX_BELIEVED) break;
      believed.delete(oldest);
    }
    return identity;
  };

  const forget = (headers: Headers): void => {
    const key = keyOf(headers);
    if (key !== null) believed.delete(key);
  };

  return Object.assign(resolve, { forget });
}

/** Only a digest of the credentials is kept. Null when there are none. */
function keyOf(headers: Headers): string | null {
  const cookie = headers.get("cookie");
  const authorization = headers.get("authorization");
  if (cookie === null && authorization === null) return null;
  return createHash("sha256")
    .update(JSON.stringify([cookie, authorization]))
    .digest("base64");
}
