import type { IncomingMessage, ServerResponse } from "node:http";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { fromNodeHeaders, toNodeHandler } from "better-auth/node";
import { REQUEST_MAX_BYTES } from "#contract/limits.ts";
import type { Auth } from "../auth/create-auth.ts";
import type { ResolveIdentity } from "../auth/resolve-identity.ts";
import type { Services } from "../services.ts";
import { getStatus } from "../system/get-status.ts";
import { appRouter } from "../trpc/router.ts";
import { noteClientIp } from "./client-ip.ts";
import { sendJson } from "./send-json.ts";
import { importUpload } from "./import-upload.ts";
import { countRequest } from "./count-request.ts";
import { type ScrapeGuard, sendMetrics } from "./metrics.ts";
import { isOriginAllowed } from "./origin.ts";
import { noteRequestId, originOf } from "./request-origin.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export type RequestHandlerDeps = {
  services: Services;
  auth: Auth;
  resolveIdentity: ResolveIdentity;
  allowedOrigins: readonly string[];
  trustProxy: boolean;
  scrapeGuard: ScrapeGuard;
  /** Next.js: every page. */
  pages: Handler;
  /** False while shutting down. */
  isAccepting: () => boolean;
};

/** Routes one HTTP request: the API and health are ours, everything else is a page. */
export function createRequestHandler(deps: RequestHandlerDeps): Handler {
  const trpc = createTrpcHandler(deps);
  const auth = toNodeHandler(deps.auth);
  return (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://gateway");
    noteRequestId(request, response);
    countRequest(deps.services.metrics, pathname, response);
    if (pathname === "/metrics") {
      return sendMetrics({ services: deps.services, guard: deps.scrapeGuard }, request, response);
    }
    if (pathname === "/healthz") return sendJson(response, 200, { status: "alive" });
    if (pathname === "/readyz") return sendReadiness(deps, response);
    if (!deps.isAccepting()) return refuse(response);
    if (!isSafe(request) && !isOriginAllowed(request, deps.allowedOrigins)) {
      const message = "This request came from another site. Open the engine's own address instead.";
      return sendJson(response, 403, { error: { message, data: { appCode: "ORIGIN_REFUSED" } } });
    }
    if (pathname === "/api/problems/import") return importUpload(deps, request, response);
    if (pathname.startsWith("/api/trpc/")) return trpc(request, response);
    if (pathname.startsWith("/api/auth/")) {
      noteClientIp(request, deps.trustProxy);
      // Signing out, a new password, a revoked session: what was believed before may be over.
      if (!isSafe(request)) deps.resolveIdentity.forget(fromNodeHeaders(request.headers));
      return auth(request, response);
    }
    return deps.pages(request, response);
  };
}

function createTrpcHandler({ services, resolveIdentity }: RequestHandlerDeps): Handler {
  return createHTTPHandler({
    router: appRouter,
    basePath: "/api/trpc/",
    maxBodySize: REQUEST_MAX_BYTES,
    createContext: async ({ req }) => ({
      services,
      identity: await resolveIdentity(fromNodeHeaders(req.headers)),
      ...originOf(req),
    }),
    onError: ({ error, path, ctx }) => {
      if (error.code === "INTERNAL_SERVER_ERROR")
        services.logger.error({ err: error, path, requestId: ctx?.requestId }, "A procedure failed");
    },
  });
}

async function sendReadiness(deps: RequestHandlerDeps, response: ServerResponse): Promise<void> {
  const status = await getStatus(deps.services);
  const missing = deps.isAccepting() ? status.missing : ["the gateway is shutting down"];
  const ready = status.ready && deps.isAccepting();
  // Worth an alert, but no reason to take a gateway out of service: what is accepted waits.
  const unservedLanes = status.lanes.filter(({ served }) => !served).map(({ lane }) => lane);
  sendJson(response, ready ? 200 : 503, { ready, missing, unservedLanes, languages: status.languages });
}

function refuse(response: ServerResponse): void {
  response.setHeader("retry-after", "2");
  const message = "The gateway is restarting. Try again in a moment.";
  sendJson(response, 503, {
    error: { message, data: { appCode: "SERVICE_UNAVAILABLE", retryAfterMs: 2_000 } },
  });
}

function isSafe(request: IncomingMessage): boolean {
  return request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS";
}
