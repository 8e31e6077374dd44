import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { RESPONSE_SECONDS } from "./buckets.ts";

export type GatewayMetrics = ReturnType<typeof createGatewayMetrics>;

/**
 * What a gateway counts. Every label takes few values that the operator or the code decides; nothing that a client
 * sends becomes one. docs/operations.md explains each.
 */
export function createGatewayMetrics() {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    ...queueGauges(registers),
    accepted: new Counter({
      name: "engine_submissions_accepted_total",
      help: "Submissions whose row was written.",
      labelNames: ["language", "lane"],
      registers,
    }),
    refused: new Counter({
      name: "engine_submissions_refused_total",
      help: "Submissions refused because too much waits, by the limit that was reached.",
      labelNames: ["code", "limit"],
      registers,
    }),
    restored: new Counter({
      name: "engine_reconciler_restored_total",
      help: "Submissions the reconciler found lost, by what it did with them.",
      labelNames: ["how"],
      registers,
    }),
    httpRequests: new Counter({
      name: "engine_http_requests_total",
      help: "HTTP requests by where they went and the class of their status.",
      labelNames: ["route", "status"],
      registers,
    }),
    procedureCalls: new Counter({
      name: "engine_procedure_calls_total",
      help: "Calls of API procedures; the outcome is ok or the error's code.",
      labelNames: ["procedure", "outcome"],
      registers,
    }),
    procedureSeconds: new Histogram({
      name: "engine_procedure_duration_seconds",
      help: "How long queries and mutations took.",
      labelNames: ["procedure"],
      buckets: RESPONSE_SECONDS,
      registers,
    }),
    socketsOpen: new Gauge({ name: "engine_sockets_open", help: "WebSockets that are open.", registers }),
    subscriptionsOpen: new Gauge({
      name: "engine_subscriptions_open",
      help: "Submissions that are being followed over a socket.",
      registers,
    }),
    deliveryLagSeconds: new Histogram({
      name: "engine_event_delivery_lag_seconds",
      help: "From an event's own time until it was handed to the socket, for events that happened while followed.",
      buckets: RESPONSE_SECONDS,
      registers,
    }),
  };
}

/** Found out at every scrape, and the same on every gateway: take the maximum of them, not the sum. */
function queueGauges(registers: Registry[]) {
  const perLane = (name: string, help: string): Gauge<"lane"> =>
    new Gauge({ name, help, labelNames: ["lane"], registers });
  return {
    laneWaiting: perLane("engine_queue_waiting", "Submissions that wait in a lane."),
    laneClaimed: perLane("engine_queue_claimed", "Submissions of a lane that workers hold."),
    laneOldestSeconds: perLane(
      "engine_queue_oldest_age_seconds",
      "How long the longest waiting submission of a lane has waited; 0 when none waits.",
    ),
    laneServed: perLane("engine_queue_lane_served", "1 when a ready worker serves the lane, else 0."),
    deadLetters: new Gauge({
      name: "engine_dead_letters",
      help: "Submissions that were given up and that nobody has dealt with.",
      registers,
    }),
    workers: new Gauge({
      name: "engine_workers",
      help: "Live workers by state.",
      labelNames: ["state"],
      registers,
    }),
    storeUp: new Gauge({
      name: "engine_store_up",
      help: "1 when the store answers this gateway, else 0.",
      labelNames: ["store"],
      registers,
    }),
  };
}
