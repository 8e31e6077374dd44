import { defineConfig } from "vitest/config";

/**
 * Four tiers: `unit` beside the source, `integration` on real Postgres and Redis, `sandbox` on real containers, `faults`
 * on processes and services that are killed.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "worker/**/*.test.ts", "stack/**/*.test.ts"],
          environment: "node",
        },
      },
      {
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          environment: "node",
          globalSetup: ["tests/support/integration-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "sandbox",
          include: ["tests/sandbox/**/*.test.ts"],
          environment: "node",
          globalSetup: ["tests/support/sandbox-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "faults",
          include: ["tests/faults/**/*.test.ts"],
          environment: "node",
          globalSetup: ["tests/support/faults/setup.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxConcurrency: 4,
          fileParallelism: false,
        },
      },
    ],
  },
});
