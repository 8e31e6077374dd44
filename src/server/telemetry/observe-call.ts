import { failSpan, annotateSpan, inSpanFrom } from "#platform/tracing/tracing.ts";
import type { Context } from "../trpc/context.ts";

export type ObservedCall<Result> = {
  /** For example `submission.create`. */
  path: string;
  type: "query" | "mutation" | "subscription";
  call: () => Promise<Result>;
  /** `ok` or an error's code. */
  outcomeOf: (result: Result) => string;
};

/** Counts a call and how long it took. Those that change something begin a trace, or go on with the caller's. */
export async function observeCall<Result>(ctx: Context, observed: ObservedCall<Result>): Promise<Result> {
  const { path, type } = observed;
  if (type !== "mutation") return count(ctx, observed);
  const attributes = { "rpc.system": "trpc", "rpc.method": path, "engine.request_id": ctx.requestId };
  return inSpanFrom(ctx.traceparent, { name: path, kind: "server", attributes }, () => count(ctx, observed));
}

async function count<Result>(
  { services: { metrics } }: Context,
  { path, type, call, outcomeOf }: ObservedCall<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  const result = await call();
  const outcome = outcomeOf(result);
  metrics.procedureCalls.labels(path, outcome).inc();
  // A subscription has only been opened by now.
  if (type !== "subscription") {
    metrics.procedureSeconds.labels(path).observe((performance.now() - startedAt) / 1_000);
  }
  annotateSpan({ "engine.outcome": outcome });
  if (outcome === "INTERNAL") failSpan(outcome);
  return result;
}
