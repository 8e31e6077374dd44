import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "../../stack/build.ts";
import { startServices } from "../../stack/services.ts";
import { stepsOn } from "../../stack/steps.ts";

/** Addresses of real Postgres, Redis and Docker, for one run of one tier. */
export type TestServices = { databaseUrl: string; redisUrl: string; dockerHost: string };

/** Starts throw-away services and builds what the tests run. The answer stops everything and removes its files. */
export async function startTestServices(
  options: { durable: boolean } = { durable: false },
): Promise<{ services: TestServices; stop: () => Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), "engine-test-"));
  const steps = stepsOn(process.stderr);
  const services = await startServices({
    dataDir,
    needs: { postgres: true, redis: true, docker: true, images: true },
    durable: options.durable,
    steps,
  });
  const stop = async (): Promise<void> => {
    await services.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await build({ steps });
  } catch (error) {
    await stop();
    throw error;
  }
  const { databaseUrl, redisUrl, dockerHost } = services;
  return { services: { databaseUrl, redisUrl, dockerHost }, stop };
}
