import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "#generated/prisma/client.ts";

export type Database = PrismaClient;

/** Statements slower than this are given up: a stuck one must not hold a connection for ever. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** Where not even the refusal arrives, because the network is gone: then callers retry instead of hanging. */
const ANSWER_TIMEOUT_MS = 20_000;
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_NAMED_STATEMENTS = 300;
const UNNAMED = "";

/** The only place that opens Postgres connections. `maxConnections` bounds the pool of this process. */
export function createDatabase(options: { url: string; maxConnections: number }): Database {
  const config = {
    connectionString: options.url,
    max: options.maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    keepAlive: true,
    application_name: "code-exec-engine",
  };
  return new PrismaClient({
    adapter: new PrismaPg(config, { statementNameGenerator: createStatementNames() }),
  });
}

/**
 * Names for statements, so that Postgres plans each of them once per connection instead of at every call. Bounded:
 * lists of varying length make ever new statements, and those beyond the bound stay without a name.
 */
function createStatementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= MAX_NAMED_STATEMENTS) return UNNAMED;
    const name = `engine_${names.size}`;
    names.set(sql, name);
    return name;
  };
}

/** Resolves when Postgres answers, rejects when it does not. */
export async function pingDatabase(database: Database): Promise<void> {
  await database.$queryRaw`SELECT 1`;
}
