import type { IncomingMessage, ServerResponse } from "node:http";
import { carriesToken } from "#platform/metrics/scrape-token.ts";
import { isLoopback } from "#platform/seeded-accounts.ts";
import type { Services } from "../services.ts";
import { scrape } from "../telemetry/scrape.ts";

export type ScrapeGuard = {
  /** What a scraper has to send. Without one only this machine may scrape. */
  token: string | undefined;
  /** Others' requests come through a proxy, which may be on this machine: then a loopback peer proves nothing. */
  behindProxy: boolean;
};

/** `GET /metrics`. The gateway faces the internet, so whoever may not scrape is told that there is nothing here. */
export async function sendMetrics(
  { services, guard }: { services: Services; guard: ScrapeGuard },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!maySee(guard, request)) {
    response.writeHead(404, { "content-type": "text/plain" });
    response.end("Not found. Scrapers from elsewhere need METRICS_TOKEN, see docs/operations.md.\n");
    return;
  }
  const text = await scrape(services);
  const { contentType } = services.metrics.registry;
  response.writeHead(200, { "content-type": contentType, "cache-control": "no-store" });
  response.end(text);
}

function maySee({ token, behindProxy }: ScrapeGuard, request: IncomingMessage): boolean {
  if (token !== undefined) return carriesToken(request.headers.authorization, token);
  if (behindProxy || isForwarded(request)) return false;
  return isLocal(request.socket.remoteAddress ?? "") && isLocal(hostOf(request));
}

/** A proxy nobody told us about. */
function isForwarded({ headers }: IncomingMessage): boolean {
  return ["forwarded", "x-forwarded-for", "x-real-ip", "via"].some((name) => headers[name] !== undefined);
}

/** What the client believes it talks to: a page whose name was pointed at this machine says its own. */
function hostOf({ headers }: IncomingMessage): string {
  const url = `http://${headers.host ?? ""}`;
  return URL.canParse(url) ? new URL(url).hostname.replaceAll(/^\[|\]$/g, "") : "";
}

function isLocal(address: string): boolean {
  return isLoopback(address.replace(/^::ffff:/, ""));
}
