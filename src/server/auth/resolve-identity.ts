import type { Auth } from "./create-auth.ts";

export type Identity = { id: string; name: string; email: string; role: "user" | "admin" };

export type ResolveIdentity = (headers: Headers) => Promise<Identity | null>;

/**
 * The one way to learn who is asking, for HTTP requests, sockets and server-rendered pages alike: the session cookie
 * or an `Authorization: Bearer` header.
 */
export function createResolveIdentity(auth: Auth): ResolveIdentity {
  return async (headers) => {
    if (!headers.has("cookie") && !headers.has("authorization")) return null;
    const session = await auth.api.getSession({ headers });
    if (!session) return null;
    const { id, name, email, role } = session.user;
    return { id, name, email, role: role === "admin" ? "admin" : "user" };
  };
}
