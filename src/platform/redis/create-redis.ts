import { Redis } from "ioredis";
import type { Logger } from "../logger.ts";

export type RedisClient = Redis;

/** What a connection is for. Commands behind a blocked read would wait for it, so each purpose has its own. */
export type RedisPurpose = "commands" | "blocking" | "subscriber";

export type RedisOptions = { url: string; purpose: RedisPurpose; logger: Logger };

/** A command that Redis has not answered for this long fails, so that callers can say "unavailable" and retry. */
const COMMAND_TIMEOUT_MS = 5_000;

/**
 * The only place that opens Redis connections. Reconnects for ever with back-off; while the connection is down
 * commands fail after a few retries instead of piling up, and blocking reads are retried by their loops.
 */
export function createRedis({ url, purpose, logger }: RedisOptions): RedisClient {
  const client = new Redis(url, {
    connectionName: `engine:${purpose}`,
    maxRetriesPerRequest: purpose === "commands" ? 2 : null,
    ...(purpose === "commands" ? { commandTimeout: COMMAND_TIMEOUT_MS } : {}),
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), 2_000),
    // A restarted or failed-over server answers these until it is usable again; reconnecting finds the good one.
    reconnectOnError: (error) => (/^(READONLY|LOADING|UNBLOCKED)/.test(error.message) ? 2 : false),
  });
  let failing = false;
  client.on("error", (err: Error) => {
    if (!failing) logger.warn({ err, purpose }, "Redis does not answer, retrying");
    failing = true;
  });
  client.on("ready", () => {
    if (failing) logger.info({ purpose }, "Redis answers again");
    failing = false;
  });
  return client;
}
