import type { IncomingMessage } from "node:http";

/**
 * Browsers send `Origin` with every request that could do harm with somebody's cookies. It must be our own: the host
 * the request was made to, or one the operator named. Clients that are not browsers send none and have no cookies.
 */
export function isOriginAllowed(request: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (allowedOrigins.includes(origin)) return true;
  try {
    return host !== undefined && new URL(origin).host === host;
  } catch {
    return false;
  }
}
