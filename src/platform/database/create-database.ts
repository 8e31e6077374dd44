import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "#generated/prisma/client.ts";

export type Database = PrismaClient;

/** Statements slower than this are given up: a stuck one must not hold a connection for ever. */
const STATEMENT_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** The only place that opens Postgres connections. `maxConnections` bounds the pool of this process. */
export function createDatabase(options: { url: string; maxConnections: number }): Database {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: options.url,
      max: options.maxConnections,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      application_name: "code-exec-engine",
    }),
  });
}

/** Resolves when Postgres answers, rejects when it does not. */
export async function pingDatabase(database: Database): Promise<void> {
  await database.$queryRaw`SELECT 1`;
}
