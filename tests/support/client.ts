import { createTRPCClient, createWSClient, httpLink, splitLink, TRPCClientError, wsLink } from "@trpc/client";
import { WebSocket } from "ws";
import type { TrackedEvent } from "../../src/contract/event.ts";
import type { AppRouter } from "../../src/server/trpc/router.ts";

// tRPC takes the global one; Node has none before version 22.
Object.assign(globalThis, { WebSocket });

/** A plain TypeScript client of the engine, as anyone else would write it: no cast, the router's types alone. */
export type EngineClient = ReturnType<typeof createEngineClient>;

export function createEngineClient(options: { url: string; token?: string }) {
  const { url, token } = options;
  const wsClient = createWSClient({
    url: `${url.replace(/^http/, "ws")}/ws`,
    lazy: { enabled: true, closeMs: 1_000 },
    connectionParams: () => (token === undefined ? {} : { token }),
  });
  const trpc = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: wsLink({ client: wsClient }),
        false: httpLink({
          url: `${url}/api/trpc`,
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        }),
      }),
    ],
  });
  return { trpc, close: () => void wsClient.close() };
}

export type Trpc = EngineClient["trpc"];

/** Signs in with email and password; the answer is the bearer token of the session. */
export async function signIn(url: string, credentials: { email: string; password: string }): Promise<string> {
  return tokenFrom(await postAuth(url, "sign-in", credentials));
}

export async function signUp(
  url: string,
  account: { name: string; email: string; password: string },
): Promise<string> {
  return tokenFrom(await postAuth(url, "sign-up", account));
}

async function postAuth(url: string, action: "sign-in" | "sign-up", body: object): Promise<Response> {
  return fetch(`${url}/api/auth/${action}/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function tokenFrom(response: Response): Promise<string> {
  if (!response.ok) throw new Error(`Signing in failed: ${response.status} ${await response.text()}`);
  const token = response.headers.get("set-auth-token");
  if (token === null) throw new Error("Signing in gave no token");
  return token;
}

/** Every event of a submission from `after` on, until it is finished. */
export function collectEvents(trpc: Trpc, id: string, after?: string): Promise<TrackedEvent[]> {
  return new Promise((resolve, reject) => {
    const events: TrackedEvent[] = [];
    trpc.submission.events.subscribe(
      { id, ...(after === undefined ? {} : { lastEventId: after }) },
      {
        onData: ({ id: eventId, data }) => events.push({ id: eventId, event: data }),
        onError: reject,
        onComplete: () => resolve(events),
      },
    );
  });
}

/** What a call that must be refused was refused with. */
export async function codeOf(
  call: Promise<unknown>,
): Promise<{ code: string | undefined; message: string; retryAfterMs: number | undefined }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error;
    const { data, message }: TRPCClientError<AppRouter> = error;
    return { code: data?.appCode, message, retryAfterMs: data?.retryAfterMs };
  }
  throw new Error("The call was expected to be refused");
}
