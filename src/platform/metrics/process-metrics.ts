import { collectDefaultMetrics, Gauge, type Registry } from "prom-client";
import { VERSION } from "../version.ts";

/** CPU, memory, event loop and garbage collection of this process, and which version it is. Once per process. */
export function collectProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "engine_build_info",
    help: "Always 1; the label is the version that runs.",
    labelNames: ["version"],
    registers: [registry],
  })
    .labels(VERSION)
    .set(1);
}
