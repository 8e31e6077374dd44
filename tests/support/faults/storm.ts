import { setTimeout as sleep } from "node:timers/promises";
import { shuffled } from "../flight.ts";
import type { MortalDocker } from "./docker-fault.ts";
import type { Fleet } from "./fleet.ts";
import { killStore } from "./service-faults.ts";

export type FaultKind = "worker" | "gateway" | "container" | "Redis" | "Postgres" | "Docker";

/** One round of the storm; it is shuffled, and dealt again when it is used up. */
const DECK: readonly FaultKind[] = [
  ...Array.from({ length: 4 }, (): FaultKind => "worker"),
  ...Array.from({ length: 3 }, (): FaultKind => "container"),
  ...Array.from({ length: 3 }, (): FaultKind => "gateway"),
  "Redis",
  "Redis",
  "Postgres",
  "Postgres",
  "Docker",
];
const SHORTEST_GAP_MS = 300;
const LONGEST_GAP_MS = 2_000;

/** Kills something at random moments until the time is up, and each kind at least once. Answers how often what was killed. */
export async function storm(options: {
  fleet: Fleet;
  docker: MortalDocker;
  random: () => number;
  durationMs: number;
}): Promise<Map<FaultKind, number>> {
  const { fleet, docker, random } = options;
  const injected = new Map<FaultKind, number>(DECK.map((kind) => [kind, 0]));
  const endsAt = Date.now() + options.durationMs;
  const isOver = (): boolean => Date.now() >= endsAt && [...injected.values()].every((count) => count > 0);

  async function inject(kind: FaultKind): Promise<boolean> {
    const worker = Math.floor(random() * fleet.workers.length);
    const gateway = Math.floor(random() * fleet.gateways.length);
    const choice = random();
    switch (kind) {
      case "worker":
        if (await fleet.isSpared(worker)) return false;
        await fleet.replaceWorker(worker, "kill");
        return true;
      case "container":
        return !(await fleet.isSpared(worker)) && fleet.killContainer(worker, choice);
      case "gateway":
        await fleet.replaceGateway(gateway, "kill");
        return true;
      case "Redis":
        await killStore("redis");
        return true;
      case "Postgres":
        await killStore("postgres");
        return true;
      case "Docker":
        await docker.away();
        return true;
    }
  }

  for (let deck: FaultKind[] = []; !isOver();) {
    if (deck.length === 0) deck = shuffled(DECK, random);
    const kind = deck.pop();
    await sleep(SHORTEST_GAP_MS + random() * (LONGEST_GAP_MS - SHORTEST_GAP_MS));
    if (kind && (await inject(kind))) injected.set(kind, (injected.get(kind) ?? 0) + 1);
  }
  return injected;
}
