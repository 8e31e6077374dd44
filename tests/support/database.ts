import { randomBytes } from "node:crypto";
import { Client } from "pg";

/** A database of its own for one test file, made from the migrated one. */
export async function createTestDatabase(
  databaseUrl: string,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const template = new URL(databaseUrl).pathname.slice(1);
  await execute(databaseUrl, `CREATE DATABASE "${name}" TEMPLATE "${template}"`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    drop: () => execute(databaseUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  };
}

/** A database that is copied may have no connection, so this one talks to the always present `postgres`. */
async function execute(databaseUrl: string, sql: string): Promise<void> {
  const url = new URL(databaseUrl);
  url.pathname = "/postgres";
  const client = new Client({ connectionString: url.toString() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
