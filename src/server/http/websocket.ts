import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { fromNodeHeaders } from "better-auth/node";
import { WebSocketServer } from "ws";
import { z } from "zod";
import type { ResolveIdentity } from "../auth/resolve-identity.ts";
import type { Services } from "../services.ts";
import { appRouter } from "../trpc/router.ts";
import { isOriginAllowed } from "./origin.ts";
import { noteRequestId, originOf } from "./request-origin.ts";

/** Subscriptions carry an id and a cursor, nothing large ever comes from a client. */
const MAX_PAYLOAD_BYTES = 64 * 1024;
const PING_MS = 20_000;
const PONG_WAIT_MS = 10_000;

const ConnectionParams = z
  .object({ token: z.string().max(1_000) })
  .partial()
  .nullish();

export type WebSocketDeps = {
  services: Services;
  resolveIdentity: ResolveIdentity;
  allowedOrigins: readonly string[];
  /** Upgrades that are not ours (hot reloading in development); they are refused when left out. */
  otherUpgrades?: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
  isAccepting: () => boolean;
};

export type WebSockets = {
  /** Tells every client to connect again elsewhere. */
  askToReconnect(): void;
  /** Ends what is left. */
  terminate(): void;
};

/** tRPC over WebSocket at `/ws`. Who connects is resolved once, from the cookie or from `connectionParams.token`. */
export function attachWebSockets(server: Server, deps: WebSocketDeps): WebSockets {
  const { services, resolveIdentity } = deps;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES });
  const handler = applyWSSHandler({
    wss: sockets,
    router: appRouter,
    keepAlive: { enabled: true, pingMs: PING_MS, pongWaitMs: PONG_WAIT_MS },
    createContext: async ({ req, info }) => {
      const headers = fromNodeHeaders(req.headers);
      const { token } = ConnectionParams.parse(info.connectionParams) ?? {};
      if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
      return { services, identity: await resolveIdentity(headers), ...originOf(req) };
    },
    onError: ({ error, path, ctx }) => {
      if (error.code === "INTERNAL_SERVER_ERROR")
        services.logger.error({ err: error, path, requestId: ctx?.requestId }, "A subscription failed");
    },
  });
  sockets.on("connection", (client) => {
    services.metrics.socketsOpen.inc();
    client.once("close", () => services.metrics.socketsOpen.dec());
  });
  server.on("upgrade", (request, socket, head) => {
    const { pathname } = new URL(request.url ?? "/", "http://gateway");
    if (pathname !== "/ws") {
      if (deps.otherUpgrades) void deps.otherUpgrades(request, socket, head);
      else reject(socket, "404 Not Found");
    } else if (!deps.isAccepting()) {
      reject(socket, "503 Service Unavailable");
    } else if (!isOriginAllowed(request, deps.allowedOrigins)) {
      reject(socket, "403 Forbidden");
    } else {
      noteRequestId(request);
      sockets.handleUpgrade(request, socket, head, (client) => sockets.emit("connection", client, request));
    }
  });
  return {
    askToReconnect: () => handler.broadcastReconnectNotification(),
    terminate: () => {
      for (const client of sockets.clients) client.terminate();
    },
  };
}

function reject(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
