import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { JOB_SECONDS } from "./buckets.ts";

/** What the pool of containers looks like at one moment, per language. */
export type ContainerCounts = Readonly<Record<string, { warm: number; leased: number; starting: number }>>;

/** Read at every scrape. */
export type WorkerGauges = {
  containers: () => ContainerCounts;
  slots: () => { all: number; busy: number };
  isReady: () => boolean;
};

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;

/** What a worker counts. Labels take few values: lanes, languages, verdicts and reasons that the code knows. */
export function createWorkerMetrics() {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    ...queueCounters(registers),
    verdicts: new Counter({
      name: "engine_verdicts_total",
      help: "Verdicts this worker committed.",
      labelNames: ["language", "verdict"],
      registers,
    }),
    queueWaitSeconds: new Histogram({
      name: "engine_queue_wait_seconds",
      help: "From the queue until the claim, for first attempts.",
      labelNames: ["lane"],
      buckets: JOB_SECONDS,
      registers,
    }),
    judgingSeconds: new Histogram({
      name: "engine_judging_duration_seconds",
      help: "From the claim until the verdict was committed.",
      labelNames: ["language"],
      buckets: JOB_SECONDS,
      registers,
    }),
    createToVerdictSeconds: new Histogram({
      name: "engine_create_to_verdict_seconds",
      help: "From the creation (or the last rejudge) until the verdict was committed, every attempt included.",
      labelNames: ["lane"],
      buckets: JOB_SECONDS,
      registers,
    }),
    containerStarts: new Counter({
      name: "engine_container_starts_total",
      help: "Containers that came up, or did not.",
      labelNames: ["language", "outcome"],
      registers,
    }),
    containerStartSeconds: new Histogram({
      name: "engine_container_start_duration_seconds",
      help: "How long containers took to come up.",
      labelNames: ["language"],
      buckets: JOB_SECONDS,
      registers,
    }),
  };
}

function queueCounters(registers: Registry[]) {
  const counter = <Label extends string>(name: string, help: string, label: Label): Counter<Label> =>
    new Counter({ name, help, labelNames: [label], registers });
  return {
    claims: counter("engine_claims_total", "Entries claimed in turn.", "lane"),
    takeOvers: counter("engine_takeovers_total", "Entries taken over from workers that went silent.", "lane"),
    givenBack: counter("engine_given_back_total", "Attempts given back to the queue.", "reason"),
    fenced: counter(
      "engine_fenced_attempts_total",
      "Attempts whose results were refused because another one, or a cancel, was first; by who refused.",
      "by",
    ),
    buried: counter(
      "engine_dead_letters_buried_total",
      "Submissions given up after their last attempt.",
      "lane",
    ),
  };
}

/** Adds what is asked for at a scrape instead of being counted. */
export function watchWorker({ registry }: WorkerMetrics, gauges: WorkerGauges): void {
  const registers: Registry[] = [];
  const containers = new Gauge({
    name: "engine_containers",
    help: "Containers by language and state.",
    labelNames: ["language", "state"],
    registers,
    collect() {
      for (const [language, counts] of Object.entries(gauges.containers())) {
        for (const [state, count] of Object.entries(counts)) this.labels(language, state).set(count);
      }
    },
  });
  const slots = new Gauge({
    name: "engine_worker_slots",
    help: "How many submissions this worker judges at once (all), and how many it judges now (busy).",
    labelNames: ["kind"],
    registers,
    collect() {
      const { all, busy } = gauges.slots();
      this.labels("all").set(all);
      this.labels("busy").set(busy);
    },
  });
  const ready = new Gauge({
    name: "engine_worker_ready",
    help: "1 when this worker may claim, else 0.",
    registers,
    collect() {
      this.set(gauges.isReady() ? 1 : 0);
    },
  });
  for (const gauge of [containers, slots, ready]) registry.registerMetric(gauge);
}
