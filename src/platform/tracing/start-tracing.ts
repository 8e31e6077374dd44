import { setTimeout as sleep } from "node:timers/promises";
import { context, diag, DiagLogLevel } from "@opentelemetry/api";
import type { SharedEnv } from "../env.ts";
import type { Logger } from "../logger.ts";
import { VERSION } from "../version.ts";
import { enableTracing } from "./tracing.ts";

export type TracingOptions = {
  env: Pick<SharedEnv, "OTEL_EXPORTER_OTLP_ENDPOINT" | "OTEL_TRACES_SAMPLER_ARG">;
  /** What the traces are filed under, for example `engine-worker`. */
  serviceName: string;
  logger: Logger;
};

const LAST_EXPORT_MS = 3_000;

/** Sends what is left, if somebody takes it. Never rejects. */
export type StopTracing = () => Promise<void>;

/**
 * Sends spans to the collector at `OTEL_EXPORTER_OTLP_ENDPOINT`, which the exporter reads itself, as it does
 * `OTEL_EXPORTER_OTLP_HEADERS` and the like. Without that variable nothing of OpenTelemetry but its interface is loaded.
 */
export async function startTracing({ env, serviceName, logger }: TracingOptions): Promise<StopTracing> {
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return () => Promise.resolve();
  // Packages, not files of ours: a bundler would load those at the start all the same.
  const [sdk, exporter, resources, hooks, core] = await Promise.all([
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/context-async-hooks"),
    import("@opentelemetry/core"),
  ]);
  reportProblems(logger);
  context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
  const own = resources.resourceFromAttributes({ "service.name": serviceName, "service.version": VERSION });
  const provider = new sdk.TracerProvider({
    resource: own.merge(resources.detectResources({ detectors: [resources.envDetector] })),
    sampler: new sdk.ParentBasedSampler({
      root: new sdk.TraceIdRatioBasedSampler(env.OTEL_TRACES_SAMPLER_ARG),
    }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new exporter.OTLPTraceExporter() })],
  });
  enableTracing({
    tracer: provider.getTracer("code-exec-engine", VERSION),
    propagator: new core.W3CTraceContextPropagator(),
  });
  logger.info({ endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT }, "Traces are sent");
  return async () => {
    // A collector that is away must not turn an orderly shutdown into a forced one.
    await Promise.race([provider.shutdown().catch(ignore), sleep(LAST_EXPORT_MS)]);
  };
}

/** A collector that is away shall be noticed, and harm nothing else. */
function reportProblems(logger: Logger): void {
  const tell = (problem: string): void => logger.warn({ problem }, "Tracing has a problem");
  diag.setLogger(
    { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

function ignore(): void {}
