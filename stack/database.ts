import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { PROJECT_ROOT } from "./env.ts";
import { StackError } from "./stack-error.ts";

/**
 * Applies `prisma/migrations` and records them as Prisma does, so that `prisma migrate deploy` agrees afterwards.
 * Prisma's own command needs a program it downloads from its vendor, which is not there on a machine without a way to
 * the internet.
 */

/** The number Prisma takes for its advisory lock, so that the two never migrate at the same time. */
const PRISMA_LOCK = 72_707_369;

const BOOKKEEPING = `
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`;

export type Migrated = {
  /** Names of what was applied now. */
  applied: string[];
  /** No migration had ever been applied before: the database is ours from its first table on. */
  wasEmpty: boolean;
};

type Migration = { name: string; sql: string; checksum: string };

export async function migrateDatabase(
  databaseUrl: string,
  migrationsDir = join(PROJECT_ROOT, "prisma", "migrations"),
): Promise<Migrated> {
  const migrations = readMigrations(migrationsDir);
  const client = await connect(databaseUrl);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [PRISMA_LOCK]);
    return await applyMissing(client, migrations);
  } finally {
    await client.end();
  }
}

/** Whether anybody has an account in this database, whose schema is up to date. */
export async function hasUsers(databaseUrl: string): Promise<boolean> {
  const client = await connect(databaseUrl);
  try {
    return (await client.query('SELECT FROM "user" LIMIT 1')).rowCount !== 0;
  } finally {
    await client.end();
  }
}

async function connect(databaseUrl: string): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 15_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StackError(
      `The database at ${new URL(databaseUrl).host} (DATABASE_URL) cannot be used: ${reason}.`,
      {
        cause,
      },
    );
  }
}

async function applyMissing(client: Client, migrations: readonly Migration[]): Promise<Migrated> {
  await client.query(BOOKKEEPING);
  const rows = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  const recorded = new Map(rows.rows.map((row) => [row.migration_name, row]));
  const applied: string[] = [];
  for (const migration of migrations) {
    const known = recorded.get(migration.name);
    if (known === undefined) {
      await apply(client, migration);
      applied.push(migration.name);
    } else {
      check(migration, known);
    }
  }
  return { applied, wasEmpty: recorded.size === 0 };
}

function check(migration: Migration, known: { checksum: string; finished_at: Date | null }): void {
  if (known.finished_at === null) {
    throw new StackError(
      `The migration ${migration.name} began on this database and never finished: repair the database, then delete its row in _prisma_migrations (or run "prisma migrate resolve") and start again.`,
    );
  }
  if (known.checksum !== migration.checksum) {
    throw new StackError(
      `The migration ${migration.name} was changed after it had been applied to this database: restore the file and put the change into a migration of its own (or start with an empty database).`,
    );
  }
}

/** A script sent as one query is one transaction: when it fails, nothing of it stays, and it may be tried again. */
async function apply(client: Client, migration: Migration): Promise<void> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at) VALUES ($1, $2, $3, now())`,
    [id, migration.checksum, migration.name],
  );
  try {
    await client.query(migration.sql);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    await client.query(`UPDATE "_prisma_migrations" SET logs = $2, rolled_back_at = now() WHERE id = $1`, [
      id,
      message,
    ]);
    throw new StackError(`The migration ${migration.name} could not be applied: ${message}.`, { cause });
  }
  await client.query(
    `UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1 WHERE id = $1`,
    [id],
  );
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "migration.sql")))
    .map((entry) => entry.name)
    .toSorted()
    .map((name) => {
      const bytes = readFileSync(join(folder, name, "migration.sql"));
      return {
        name,
        sql: bytes.toString("utf8"),
        checksum: createHash("sha256").update(bytes).digest("hex"),
      };
    });
}
