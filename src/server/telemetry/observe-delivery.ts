import type { SubmissionEvent } from "#contract/event.ts";
import { isTracing, recordSpan } from "#platform/tracing/tracing.ts";
import type { Services } from "../services.ts";

/** Looks at what one follower is handed. */
export type Delivery = {
  handed: (event: SubmissionEvent) => void;
  end: () => void;
};

/** A submission has at most a few of these, however many tests it has. */
const TRACED: ReadonlySet<SubmissionEvent["type"]> = new Set([
  "queued",
  "compiling",
  "compiled",
  "requeued",
  "finished",
]);

/** Measures how late events are told. What had happened before somebody followed is not late, but read again. */
export function observeDelivery(services: Services, submissionId: string): Delivery {
  const { metrics } = services;
  const followedSince = Date.now();
  const origin = isTracing() ? findTrace(services, submissionId) : null;
  metrics.subscriptionsOpen.inc();
  return {
    handed: (event) => {
      const [from, until] = [new Date(event.at), new Date()];
      if (from.getTime() < followedSince) return;
      metrics.deliveryLagSeconds.observe(Math.max(0, until.getTime() - from.getTime()) / 1_000);
      if (origin !== null && TRACED.has(event.type)) {
        void origin.then((traceparent) => traceDelivery({ submissionId, event, traceparent, from, until }));
      }
    },
    end: () => metrics.subscriptionsOpen.dec(),
  };
}

function traceDelivery(delivery: {
  submissionId: string;
  event: SubmissionEvent;
  traceparent: string | null;
  from: Date;
  until: Date;
}): void {
  const { submissionId, event, traceparent, from, until } = delivery;
  if (traceparent === null) return;
  const attributes = {
    "engine.submission_id": submissionId,
    "engine.attempt": event.attempt,
    "engine.event": event.type,
  };
  recordSpan({ name: "event.deliver", attributes }, { from, until, traceparent });
}

async function findTrace(services: Services, submissionId: string): Promise<string | null> {
  return services.eventLog.traceparentOf(submissionId).catch(() => null);
}
