import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { childEnvironment } from "./env.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** The seed as `run.sh` runs it. */
export async function seed(databaseUrl: string): Promise<void> {
  await promisify(execFile)(process.execPath, ["--import", "tsx", join("prisma", "seed.ts")], {
    cwd: ROOT,
    env: childEnvironment({ DATABASE_URL: databaseUrl, HOST: "127.0.0.1" }),
  });
}
