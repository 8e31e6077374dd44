"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createWSClient, httpBatchLink, splitLink, type TRPCLink, wsLink } from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import { type ReactNode, useState } from "react";
import type { AppRouter } from "../server/trpc/router.ts";

export const trpc = createTRPCReact<AppRouter>();

const HTTP_PATH = "/api/trpc";
const SOCKET_PATH = "/ws";
const IDLE_CLOSE_MS = 60_000;
const STALE_MS = 10_000;

/** Queries and mutations go over HTTP: a socket that breaks must not fail them. Only subscriptions use the socket. */
function links(): TRPCLink<AppRouter>[] {
  const http = httpBatchLink<AppRouter>({ url: HTTP_PATH });
  // Pages are rendered on the server, too, where nothing subscribes and there may be no WebSocket.
  if (typeof window === "undefined") return [http];
  const client = createWSClient({
    url: () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${SOCKET_PATH}`,
    lazy: { enabled: true, closeMs: IDLE_CLOSE_MS },
    keepAlive: { enabled: true },
  });
  return [
    splitLink({
      condition: (operation) => operation.type === "subscription",
      true: wsLink<AppRouter>({ client }),
      false: http,
    }),
  ];
}

export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { staleTime: STALE_MS, retry: 1, refetchOnWindowFocus: false } },
      }),
  );
  const [client] = useState(() => trpc.createClient({ links: links() }));
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}
