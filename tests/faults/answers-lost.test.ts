import { afterAll, beforeAll, expect, test } from "vitest";
import { collectEvents, type EngineClient } from "../support/client.ts";
import { faultsOfStream, rowOf, untilNothingIsLeft } from "../support/faults/audit.ts";
import { startCluster, type Cluster } from "../support/faults/cluster.ts";
import { event, STEPS, type Step } from "../support/faults/steps.ts";
import { openPath, type Path } from "../support/faults/victim.ts";

/** A store does what it was asked, and the connection breaks before its answer is through. The worker lives on. */

/** Nobody takes anything over here: whoever waited for that would run out of the test's time. */
const NEVER_MS = 600_000;

let cluster: Cluster;
let path: Path;
let client: EngineClient;
beforeAll(async () => {
  cluster = await startCluster({ CLAIM_TIMEOUT_MS: String(NEVER_MS) });
  path = await openPath(cluster);
  client = await cluster.connect(await cluster.startGateway());
  cluster.startWorker(path.environment);
});
afterAll(async () => {
  await cluster.stop();
  await path.close();
});

test.each<[string, Step]>([
  ["an event", event("test")],
  ["the commit of the verdict", STEPS.commit],
  ["the end", STEPS.complete],
])("%s is neither lost nor doubled, and nobody waits for a take-over", async (_, step) => {
  const cut = new Promise<void>((resolve) => {
    path.arm(step, "after", () => {
      resolve();
      return "gone";
    });
  });
  const { id } = await client.trpc.submission.create.mutate({
    language: "python",
    source: "print(input())\n",
    tests: ["a", "b"].map((line) => ({ stdin: `${line}\n`, expectedStdout: line })),
  });
  const following = collectEvents(client.trpc, id);
  await cut;
  const events = await following;
  await untilNothingIsLeft(cluster);
  const row = await rowOf(cluster, id);
  expect(row).toMatchObject({ status: "done", verdict: "AC", attempt: 1, failures: 0 });
  expect(faultsOfStream(events, row)).toEqual([]);
});
