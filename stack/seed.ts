import { join } from "node:path";
import { isLoopback } from "#platform/seeded-accounts.ts";
import { run, tailOf } from "./command.ts";
import { hasUsers } from "./database.ts";
import { childEnv, PROJECT_ROOT, type StackEnv } from "./env.ts";
import type { Services } from "./services.ts";
import { hashOf, readStamp, writeStamp } from "./source-hash.ts";
import { StackError } from "./stack-error.ts";
import type { Steps } from "./steps.ts";

/**
 * Sample problems, and accounts whose passwords are in the README. They belong into the local default only: never
 * into a database that somebody else already uses, and never where other machines could sign in with them, unless
 * ALLOW_DEMO_ACCOUNTS says so.
 */
export async function seed(options: {
  env: StackEnv;
  services: Services;
  steps: Steps;
  signal: AbortSignal;
}): Promise<boolean> {
  const { env, services } = options;
  const local = isLoopback(env.host) && env.publicUrl === null;
  if (!local && !env.allowDemoAccounts) return false;
  const script = join(PROJECT_ROOT, "prisma", "seed.ts");
  const stamp = join(env.dataDir, "seeded.sha256");
  const hash = `${hashOf(["prisma", "src/platform/seeded-accounts.ts"])} ${env.databaseUrl ?? "own"}`;
  if (services.migrated?.wasEmpty !== true && readStamp(stamp) === hash) return true;
  const somebodyElses = env.databaseUrl !== null && (await hasUsers(env.databaseUrl));
  if (somebodyElses && !env.allowDemoAccounts) return false;
  await options.steps.run("Sample data", async () => {
    const result = await run([process.execPath, "--import", "tsx", script], {
      cwd: PROJECT_ROOT,
      env: childEnv({ DATABASE_URL: services.databaseUrl, REDIS_URL: services.redisUrl, HOST: env.host }),
      signal: options.signal,
    });
    if (result.code !== 0)
      throw new StackError("The sample data could not be stored.", {
        details: tailOf(result.stdout + result.stderr),
      });
    writeStamp(stamp, hash);
  });
  return true;
}
