import type { TestProject } from "vitest/node";
import { startTestServices, type TestServices } from "./services.ts";

declare module "vitest" {
  interface ProvidedContext {
    services: TestServices;
  }
}

/** Vitest's global setup of the integration tier: services once, for all files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { services, stop } = await startTestServices();
  project.provide("services", services);
  return stop;
}
