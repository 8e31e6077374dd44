import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { environmentNames } from "./env.ts";
import { createGatewayMetrics } from "./metrics/gateway-metrics.ts";
import { collectProcessMetrics } from "./metrics/process-metrics.ts";
import { createWorkerMetrics, watchWorker } from "./metrics/worker-metrics.ts";

const manual = readFileSync("docs/operations.md", "utf8");

test("docs/operations.md knows every metric, and no other", () => {
  const [gateway, worker] = [createGatewayMetrics(), createWorkerMetrics()];
  watchWorker(worker, { containers: () => ({}), slots: () => ({ all: 0, busy: 0 }), isReady: () => false });
  collectProcessMetrics(worker.registry);
  const registered = [gateway, worker].flatMap(({ registry }) =>
    registry.getMetricsAsArray().map(({ name }) => name),
  );
  const own = new Set(registered.filter((name) => name.startsWith("engine_")));
  const mentioned = [...manual.matchAll(/\bengine_[a-z_]+/g)].map(([name]) => name.replace(/_bucket$/, ""));
  expect(new Set(mentioned)).toEqual(own);
});

test("docs/operations.md knows every environment variable", () => {
  for (const name of environmentNames) expect(manual).toContain(`\`${name}\``);
});
