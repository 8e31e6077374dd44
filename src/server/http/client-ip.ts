import type { IncomingMessage } from "node:http";

/** Set by the gateway itself on every request, so that nobody can send a false one. */
export const CLIENT_IP_HEADER = "x-engine-client-ip";

/**
 * Notes where a request comes from: the peer of the connection, or what a proxy in front says when there is one that
 * the operator trusts (`TRUST_PROXY`).
 */
export function noteClientIp(request: IncomingMessage, trustProxy: boolean): void {
  const forwarded = request.headers["x-forwarded-for"];
  const first = (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(",")[0]?.trim();
  const address = (trustProxy ? first : undefined) ?? request.socket.remoteAddress ?? "unknown";
  request.headers[CLIENT_IP_HEADER] = address;
}
