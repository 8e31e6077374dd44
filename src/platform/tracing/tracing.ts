import {
  type Attributes,
  context,
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapPropagator,
  trace,
  type Tracer,
} from "@opentelemetry/api";

/**
 * Spans of one submission's way through both processes. Without `startTracing` every function here does nothing but the
 * work it was given.
 *
 * The tracer is ours alone and not registered for everybody: libraries that trace themselves would add a trace for
 * every page and every session look-up.
 */
type Tracing = { tracer: Tracer; propagator: TextMapPropagator };

let tracing: Tracing | null = null;

export function enableTracing(parts: Tracing): void {
  tracing = parts;
}

export function isTracing(): boolean {
  return tracing !== null;
}

/** What role a span has between processes. */
const KINDS = {
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

export type SpanDescription = { name: string; kind?: keyof typeof KINDS; attributes?: Attributes };

/** Does the work in a span below the current one. */
export async function inSpan<Result>(
  description: SpanDescription,
  work: () => Promise<Result>,
): Promise<Result> {
  return tracing === null ? work() : runIn(tracing, description, { parent: context.active(), work });
}

/** Does the work in a span below one of another process, or in a trace of its own. */
export async function inSpanFrom<Result>(
  traceparent: string | null,
  description: SpanDescription,
  work: () => Promise<Result>,
): Promise<Result> {
  if (tracing === null) return work();
  return runIn(tracing, description, { parent: contextOf(tracing, traceparent), work });
}

/** A span whose begin and end are known already, below the current one or one of another process. */
export function recordSpan(
  description: SpanDescription,
  when: { from: Date; until: Date; traceparent?: string; error?: unknown },
): void {
  if (tracing === null) return;
  const parent = when.traceparent === undefined ? context.active() : contextOf(tracing, when.traceparent);
  const span = start(tracing, { ...description, from: when.from }, parent);
  if (when.error !== undefined) fail(span, when.error);
  // Clocks of different machines may disagree a little.
  span.end(when.until < when.from ? when.from : when.until);
}

export function annotateSpan(attributes: Attributes): void {
  if (tracing !== null) trace.getActiveSpan()?.setAttributes(attributes);
}

/** Marks the current span as failed, where the failure is an answer and not an exception. */
export function failSpan(why: string): void {
  if (tracing !== null) trace.getActiveSpan()?.setStatus({ code: SpanStatusCode.ERROR, message: why });
}

/** The current span in the form that travels to other processes; null when there is none. */
export function currentTraceparent(): string | null {
  if (tracing === null) return null;
  const carrier: Record<string, string> = {};
  tracing.propagator.inject(context.active(), carrier, defaultTextMapSetter);
  return carrier["traceparent"] ?? null;
}

async function runIn<Result>(
  { tracer, propagator }: Tracing,
  description: SpanDescription,
  { parent, work }: { parent: Context; work: () => Promise<Result> },
): Promise<Result> {
  const span = start({ tracer, propagator }, description, parent);
  try {
    return await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    span.end();
  }
}

function start(
  { tracer }: Tracing,
  { name, kind = "internal", attributes = {}, from }: SpanDescription & { from?: Date },
  parent: Context,
): Span {
  const options = { kind: KINDS[kind], attributes, ...(from === undefined ? {} : { startTime: from }) };
  return tracer.startSpan(name, options, parent);
}

/** Only the error's name: messages may quote what users wrote. */
function fail(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : "Error" });
}

function contextOf({ propagator }: Tracing, traceparent: string | null): Context {
  if (traceparent === null) return ROOT_CONTEXT;
  return propagator.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter);
}
