import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { listProcesses } from "../../../stack/process-table.ts";
import { until } from "../engine.ts";

/** Postgres or Redis as its supervisor started it last. */
export type StoreName = "postgres" | "redis";

function pidOf(store: StoreName): number | null {
  try {
    const file = join(inject("faults").dataDir, "run", `${store}.json`);
    return (JSON.parse(readFileSync(file, "utf8")) as { pid: number }).pid;
  } catch {
    return null; // between its end and its next start
  }
}

/** SIGKILL; its supervisor starts it again by itself. Resolves when it runs again, maybe before it answers. */
export async function killStore(store: StoreName): Promise<void> {
  const pid = pidOf(store);
  if (pid === null) return;
  process.kill(pid, "SIGKILL");
  await until(`${store} runs again`, () => {
    const now = pidOf(store);
    return now !== null && now !== pid;
  });
}

/** Stops it where it is: connections stay open, nothing is answered. The answer lets it go on. */
export function freezeStore(store: StoreName): () => void {
  const pid = pidOf(store);
  if (pid === null) throw new Error(`${store} does not run`);
  // Postgres has a process for every connection.
  const family = [pid, ...listProcesses().flatMap((entry) => (entry.parent === pid ? [entry.pid] : []))];
  const signal = (name: "SIGSTOP" | "SIGCONT"): void => {
    for (const member of family) {
      try {
        process.kill(member, name);
      } catch {
        // A connection that ended in between.
      }
    }
  };
  signal("SIGSTOP");
  return () => signal("SIGCONT");
}
