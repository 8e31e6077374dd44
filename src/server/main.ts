import { createServer, type Server } from "node:http";
import next from "next";
import { type GatewayEnv, readGatewayEnv } from "#platform/env.ts";
import { createLogger, type Logger } from "#platform/logger.ts";
import { collectProcessMetrics } from "#platform/metrics/process-metrics.ts";
import { isLoopback } from "#platform/seeded-accounts.ts";
import { installShutdown } from "#platform/shutdown.ts";
import { startTracing } from "#platform/tracing/start-tracing.ts";
import { createAuth } from "./auth/create-auth.ts";
import { createResolveIdentity } from "./auth/resolve-identity.ts";
import { createServices } from "./create-services.ts";
import { createRequestHandler, type Handler } from "./http/request-handler.ts";
import { REQUEST_ID_HEADER } from "./http/request-origin.ts";
import { attachWebSockets } from "./http/websocket.ts";
import { provideBridge } from "./next/bridge.ts";
import { startReconciler } from "./reconciler.ts";
import { createCaller } from "./trpc/router.ts";

const TRACES_TIMEOUT_MS = 5_000;

/**
 * The gateway: one process for pages (Next.js), the API over HTTP and WebSocket (tRPC), sign-in and health.
 * Shutting down: readiness off and new work refused, sockets told to reconnect, a bounded drain, then the rest.
 */
async function main(): Promise<void> {
  const env = readGatewayEnv();
  const logger = createLogger({ name: "gateway", level: env.LOG_LEVEL });
  const stopTracing = await startTracing({ env, serviceName: "engine-gateway", logger });
  const services = createServices(env, logger);
  collectProcessMetrics(services.metrics.registry);
  const origins = ownOrigins(env);
  const auth = createAuth({
    database: services.database,
    secret: env.AUTH_SECRET,
    publicUrl: origins[0] ?? "",
    trustedOrigins: origins,
    seededAccountsAllowed: isLoopback(env.HOST) || env.ALLOW_DEMO_ACCOUNTS,
  });
  const resolveIdentity = createResolveIdentity(auth);
  provideBridge({ services, resolveIdentity, createCaller });

  let accepting = true;
  const isAccepting = (): boolean => accepting;
  const pages = await preparePages(env);
  const handle = createRequestHandler({
    services,
    auth,
    resolveIdentity,
    allowedOrigins: origins,
    trustProxy: env.TRUST_PROXY,
    scrapeGuard: { token: env.METRICS_TOKEN, behindProxy: isBehindProxy(env) },
    pages: pages.handle,
    isAccepting,
  });
  const server = createServer((request, response) => {
    void answer(handle, request, response);
  });
  const sockets = attachWebSockets(server, {
    services,
    resolveIdentity,
    allowedOrigins: origins,
    isAccepting,
    ...(pages.upgrade ? { otherUpgrades: pages.upgrade } : {}),
  });
  await listen(server, env);
  logger.info({ url: origins[0] }, "The gateway is listening");
  const reconciler = startReconciler(services);

  const endConnections = (): void => {
    sockets.terminate();
    server.closeAllConnections();
  };
  installShutdown({
    logger,
    graceful: [
      {
        name: "refuse new work",
        timeoutMs: 1_000,
        run: () => {
          accepting = false;
          sockets.askToReconnect();
        },
      },
      { name: "reconciler", timeoutMs: 5_000, run: () => reconciler.stop() },
      {
        name: "drain",
        timeoutMs: env.SHUTDOWN_GRACE_MS + 1_000,
        run: () => drain(server, env, endConnections),
      },
      { name: "connections", timeoutMs: 5_000, run: () => services.close() },
      { name: "traces", timeoutMs: TRACES_TIMEOUT_MS, run: stopTracing },
    ],
    forceful: [{ name: "connections", timeoutMs: 1_000, run: endConnections }],
  });

  async function answer(...[handler, request, response]: [Handler, ...Parameters<Handler>]): Promise<void> {
    try {
      await handler(request, response);
    } catch (error) {
      const requestId = request.headers[REQUEST_ID_HEADER];
      logger.error({ err: error, path: request.url, requestId }, "A request failed");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  }
}

type Pages = { handle: Handler; upgrade?: ReturnType<ReturnType<typeof next>["getUpgradeHandler"]> };

async function preparePages(env: GatewayEnv): Promise<Pages> {
  const dev = env.NODE_ENV === "development";
  const app = next({ dev, hostname: env.HOST, port: env.PORT });
  await app.prepare();
  return { handle: app.getRequestHandler(), ...(dev ? { upgrade: app.getUpgradeHandler() } : {}) };
}

/** People reach us by another address than the one we listen on. */
function isBehindProxy(env: GatewayEnv): boolean {
  return env.TRUST_PROXY || (env.PUBLIC_URL !== undefined && !isLoopback(new URL(env.PUBLIC_URL).hostname));
}

/** The first one is the address people are told; on loopback its two names are the same place. */
function ownOrigins(env: GatewayEnv): string[] {
  const local = [env.HOST, ...(isLoopback(env.HOST) ? ["localhost", "127.0.0.1"] : [])].map(
    (host) => `http://${host.includes(":") ? `[${host}]` : host}:${env.PORT}`,
  );
  return [...new Set([...(env.PUBLIC_URL ? [new URL(env.PUBLIC_URL).origin] : []), ...local])];
}

function listen(server: Server, env: GatewayEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(env.PORT, env.HOST, resolve);
  });
}

/** Waits for requests under way and for sockets to leave by themselves, then ends what is left. */
async function drain(server: Server, env: GatewayEnv, endConnections: () => void): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(endConnections, env.SHUTDOWN_GRACE_MS);
  await closed;
  clearTimeout(timer);
}

/** Before there is a logger for it, a failure to start is one plain sentence. */
main().catch((error: unknown) => {
  const logger: Logger = createLogger({ name: "gateway", level: "error" });
  logger.error({ err: error }, "The gateway could not start");
  process.exitCode = 1;
  process.kill(process.pid, "SIGTERM");
});
