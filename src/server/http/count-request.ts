import type { ServerResponse } from "node:http";
import type { GatewayMetrics } from "#platform/metrics/gateway-metrics.ts";

/** Counts a request once its answer is out or the client is gone. */
export function countRequest(metrics: GatewayMetrics, pathname: string, response: ServerResponse): void {
  response.once("close", () => {
    const status = response.writableFinished ? `${Math.floor(response.statusCode / 100)}xx` : "aborted";
    metrics.httpRequests.labels(routeOf(pathname), status).inc();
  });
}

/** A few names for all paths there are. */
function routeOf(pathname: string): string {
  if (pathname.startsWith("/api/trpc/")) return "trpc";
  if (pathname.startsWith("/api/auth/")) return "auth";
  if (pathname === "/healthz" || pathname === "/readyz") return "health";
  return pathname === "/metrics" ? "metrics" : "page";
}
