import { randomBytes } from "node:crypto";
import { readGatewayEnv } from "../../src/platform/env.ts";
import { createLogger } from "../../src/platform/logger.ts";
import { createServices, type OwnedServices } from "../../src/server/create-services.ts";

/** Where an engine keeps what it knows. */
export type Stores = { databaseUrl: string; redisUrl: string; redisPrefix: string };

/** The gateway's services in the test's own process. */
export function openServices({ databaseUrl, redisUrl, redisPrefix }: Stores): OwnedServices {
  const env = readGatewayEnv({
    NODE_ENV: "test",
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    REDIS_PREFIX: redisPrefix,
    AUTH_SECRET: randomBytes(24).toString("hex"),
  });
  return createServices(env, createLogger({ name: "test", level: "silent" }));
}
