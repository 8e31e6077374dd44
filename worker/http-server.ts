import { createServer, type Server, type ServerResponse } from "node:http";
import { carriesToken } from "#platform/metrics/scrape-token.ts";
import type { WorkerMetrics } from "#platform/metrics/worker-metrics.ts";

export type HttpServerOptions = {
  host: string;
  port: number;
  /** What a scraper has to send; nothing when undefined, since the operator chose where we listen. */
  token: string | undefined;
  metrics: WorkerMetrics;
  /** Why this worker does not claim jobs now; null when it does. */
  whyNotReady: () => string | null;
};

/** For machines that look after workers: `/metrics`, `/healthz` and `/readyz`. */
export async function startHttpServer(options: HttpServerOptions): Promise<Server> {
  const { host, port, token, metrics } = options;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://worker");
    if (pathname === "/healthz") return sendJson(response, 200, { status: "alive" });
    if (pathname === "/readyz") return sendReadiness(response, options.whyNotReady());
    if (pathname !== "/metrics") return sendJson(response, 404, { message: "There is nothing here." });
    if (token !== undefined && !carriesToken(request.headers.authorization, token)) {
      return sendJson(response, 401, { message: "Send METRICS_TOKEN as a bearer token." });
    }
    void sendMetrics(response, metrics);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return server;
}

async function sendMetrics(response: ServerResponse, { registry }: WorkerMetrics): Promise<void> {
  try {
    const text = await registry.metrics();
    response.writeHead(200, { "content-type": registry.contentType, "cache-control": "no-store" });
    response.end(text);
  } catch {
    sendJson(response, 500, { message: "The metrics cannot be told." });
  }
}

function sendReadiness(response: ServerResponse, why: string | null): void {
  sendJson(response, why === null ? 200 : 503, { ready: why === null, missing: why === null ? [] : [why] });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
