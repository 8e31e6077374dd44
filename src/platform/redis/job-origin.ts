/**
 * Where a job came from: it travels with the entry, so that the worker's log lines and spans can be found by the request
 * that led to them. Nothing depends on it; older entries, and those the reconciler adds, have none.
 */
export type JobOrigin = {
  requestId: string | null;
  /** The span that put it into the queue, as W3C Trace Context writes it. */
  traceparent: string | null;
};

export const NO_ORIGIN: JobOrigin = { requestId: null, traceparent: null };

/** As fields of a stream entry. */
export function originFields({ requestId, traceparent }: JobOrigin): string[] {
  return [
    ...(requestId === null ? [] : ["request", requestId]),
    ...(traceparent === null ? [] : ["trace", traceparent]),
  ];
}

export function readOrigin(fields: Readonly<Record<string, string>>): JobOrigin {
  return { requestId: fields["request"] ?? null, traceparent: fields["trace"] ?? null };
}
