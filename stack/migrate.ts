import { migrateDatabase } from "./database.ts";
import { readStackEnv } from "./env.ts";
import { describeError, StackError } from "./stack-error.ts";

/** Brings the schema of the database at DATABASE_URL up to date, like `prisma migrate deploy` but without downloads. */

try {
  const { databaseUrl } = readStackEnv();
  if (databaseUrl === null)
    throw new StackError("DATABASE_URL is not set: it names the database to bring up to date.");
  const { applied } = await migrateDatabase(databaseUrl);
  process.stdout.write(
    applied.length === 0 ? "The schema is up to date.\n" : `Applied ${applied.join(", ")}.\n`,
  );
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
