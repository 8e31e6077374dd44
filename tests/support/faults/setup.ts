import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { build } from "../../../stack/build.ts";
import { readStackEnv } from "../../../stack/env.ts";
import { startServices } from "../../../stack/services.ts";
import { stepsOn } from "../../../stack/steps.ts";
import { seed } from "../seed.ts";

/** Real services that keep what they were told, kept running by the same supervisor as a real installation's. */
export type FaultServices = {
  /** A migrated and seeded database to copy from. */
  databaseUrl: string;
  redisUrl: string;
  dockerHost: string;
  /** Holds the process ids of Postgres and Redis, `run/<name>.json`. */
  dataDir: string;
  /** Two languages are enough, and start faster. */
  runtimesDir: string;
};

declare module "vitest" {
  interface ProvidedContext {
    faults: FaultServices;
  }
}

export const LANGUAGES = ["c", "python"] as const;
const ROOT = join(import.meta.dirname, "..", "..", "..");

/** Vitest's global setup of the fault tier. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "engine-faults-"));
  const steps = stepsOn(process.stderr);
  const services = await startServices({
    dataDir,
    needs: { postgres: true, redis: true, docker: true, images: true },
    given: { dockerHost: readStackEnv().dockerHost },
    durable: true,
    steps,
  });
  const stop = async (): Promise<void> => {
    await services.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await Promise.all([build({ steps }), seed(services.databaseUrl)]);
    const { databaseUrl, redisUrl, dockerHost } = services;
    const runtimesDir = copyRuntimes(join(dataDir, "sources"));
    project.provide("faults", { databaseUrl, redisUrl, dockerHost, dataDir, runtimesDir });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** Images are named after their sources, so those of the runner are needed beside those of the languages. */
function copyRuntimes(folder: string): string {
  mkdirSync(folder);
  for (const path of [join("worker", "runner"), ...LANGUAGES.map((slug) => join("runtimes", slug))]) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  return join(folder, "runtimes");
}
