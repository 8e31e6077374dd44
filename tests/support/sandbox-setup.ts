import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { readStackEnv } from "../../stack/env.ts";
import { startServices } from "../../stack/services.ts";
import { stepsOn } from "../../stack/steps.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** For DOCKER_HOST. */
    dockerHost: string;
  }
}

/** Vitest's global setup of the sandbox tier: a Docker with every language's image. Without one the tier fails. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "engine-sandbox-"));
  const services = await startServices({
    dataDir,
    needs: { images: true },
    given: readStackEnv(),
    durable: false,
    steps: stepsOn(process.stderr),
  });
  project.provide("dockerHost", services.dockerHost);
  return async () => {
    await services.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
