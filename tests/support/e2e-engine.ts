import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Stores } from "./open-services.ts";

/** What the browser tests know of the engine they run against, beside its pages. */

const FILE = ".data/e2e-engine.json";

/** Small, so that a test can fill a lane. */
export const LANE_MAX_WAITING = 30;

export function rememberStores({ databaseUrl, redisUrl, redisPrefix }: Stores): void {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, JSON.stringify({ databaseUrl, redisUrl, redisPrefix }));
}

export function recallStores(): Stores {
  return JSON.parse(readFileSync(FILE, "utf8")) as Stores;
}
