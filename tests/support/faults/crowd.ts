import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createTRPCClient, createWSClient, httpLink, wsLink } from "@trpc/client";
import type { TrackedEvent } from "../../../src/contract/event.ts";
import type { AppRouter } from "../../../src/server/trpc/router.ts";
import type { KnownJob } from "./load.ts";

/** Users who submit and follow through whatever gateway lives, as a site's own client would. */

const RETRY_MS = 300;
/** Longer than an answer takes while Redis is away, shorter than anybody's patience. */
const REQUEST_TIMEOUT_MS = 20_000;

export type Submitted = {
  job: KnownJob;
  /** Every id that was answered for its key; one, if all is well. */
  ids: Set<string>;
  requests: number;
};

export type Followed = {
  id: string;
  events: TrackedEvent[];
  /** How often the subscription ended with an error and was made again after the last event. */
  errors: string[];
};

export type Member = {
  /** Until it is accepted, with one key; some ask once more afterwards. */
  submit: (job: KnownJob, options: { askTwice: boolean }) => Promise<Submitted>;
  /** Until the last event. */
  follow: (id: string) => Promise<Followed>;
  close: () => void;
};

/** `urls` are asked in turn, beginning with the `first`. */
export function createMember(options: { urls: readonly string[]; token: string; first: number }): Member {
  const { urls, token } = options;
  let turn = options.first;
  const nextUrl = (): string => {
    turn += 1;
    return urls[turn % urls.length] ?? "";
  };
  const headers = { authorization: `Bearer ${token}` };
  const clients = urls.map((url) =>
    createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/api/trpc`, headers })] }),
  );
  const wsClient = createWSClient({
    url: () => `${nextUrl().replace(/^http/, "ws")}/ws`,
    connectionParams: () => ({ token }),
    retryDelayMs: () => RETRY_MS,
    // A socket that was opened just before its gateway died must not be waited for.
    keepAlive: { enabled: true, intervalMs: 5_000, pongTimeoutMs: 5_000 },
  });
  const sockets = createTRPCClient<AppRouter>({ links: [wsLink({ client: wsClient })] });

  async function create(job: KnownJob, idempotencyKey: string): Promise<string | null> {
    turn += 1;
    const client = clients[turn % clients.length];
    try {
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      const created = await client?.submission.create.mutate({ ...job.input, idempotencyKey }, { signal });
      return created?.id ?? null;
    } catch {
      await sleep(RETRY_MS);
      return null;
    }
  }

  function followOnce(followed: Followed): Promise<void> {
    const lastEventId = followed.events.at(-1)?.id;
    return new Promise((resolve) => {
      sockets.submission.events.subscribe(
        { id: followed.id, ...(lastEventId === undefined ? {} : { lastEventId }) },
        {
          onData: ({ id, data }) => followed.events.push({ id, event: data }),
          onComplete: resolve,
          onError: (error) => {
            followed.errors.push(error.message);
            resolve();
          },
        },
      );
    });
  }

  return {
    submit: async (job, { askTwice }) => {
      const submitted: Submitted = { job, ids: new Set(), requests: 0 };
      const key = randomUUID();
      for (let accepted = 0; accepted < (askTwice ? 2 : 1);) {
        submitted.requests += 1;
        const id = await create(job, key);
        if (id === null) continue;
        accepted += 1;
        submitted.ids.add(id);
      }
      return submitted;
    },
    follow: async (id) => {
      const followed: Followed = { id, events: [], errors: [] };
      while (followed.events.at(-1)?.event.type !== "finished") {
        await followOnce(followed);
        if (followed.errors.length > 0) await sleep(RETRY_MS);
      }
      return followed;
    },
    close: () => void wsClient.close(),
  };
}
