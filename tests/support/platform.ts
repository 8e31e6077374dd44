import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { createDatabase } from "../../src/platform/database/create-database.ts";
import { createLogger } from "../../src/platform/logger.ts";
import { createKeys, type Keys } from "../../src/platform/redis/keys.ts";
import { createRedis, type RedisClient } from "../../src/platform/redis/create-redis.ts";
import type { OwnedServices } from "../../src/server/create-services.ts";
import { createTestDatabase } from "./database.ts";
import { insertUser } from "./fixtures.ts";
import { openServices } from "./open-services.ts";

/** The gateway's services in the test's own process, on a database and a Redis prefix of their own. */
export type TestPlatform = OwnedServices & {
  userId: string;
  /** What a restart without its files would do. */
  emptyRedis: () => Promise<void>;
  keys: Keys;
  /** A connection for blocking reads; the caller ends it. */
  openBlocking: () => RedisClient;
};

export async function openPlatform(): Promise<TestPlatform> {
  const { databaseUrl, redisUrl } = inject("services");
  const database = await createTestDatabase(databaseUrl);
  const redisPrefix = `test-${randomBytes(4).toString("hex")}:`;
  const logger = createLogger({ name: "test", level: "silent" });
  const services = openServices({ databaseUrl: database.url, redisUrl, redisPrefix });
  const admin = createRedis({ url: redisUrl, purpose: "commands", logger });
  const userId = await insertUser(createDatabase({ url: database.url, maxConnections: 1 }));
  return {
    ...services,
    userId,
    keys: createKeys(redisPrefix),
    openBlocking: () => createRedis({ url: redisUrl, purpose: "blocking", logger }),
    emptyRedis: async () => {
      const keys = await admin.keys(`${redisPrefix}*`);
      if (keys.length > 0) await admin.del(...keys);
    },
    close: async () => {
      await services.close();
      admin.disconnect();
      await database.drop();
    },
  };
}
