import { afterAll, beforeAll, expect, test } from "vitest";
import { collectEvents } from "../support/client.ts";
import { until } from "../support/engine.ts";
import { faultsOfStream, logOf, rowOf, untilNothingIsLeft, wrongResults } from "../support/faults/audit.ts";
import { startCluster, type Cluster } from "../support/faults/cluster.ts";

/** A worker that was not dead, only stalled, comes back when its submission has long been another one's. */

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.stop());

test("what it still writes is refused, and it goes on with other work", async () => {
  const client = await cluster.connect(await cluster.startGateway());
  const stalled = cluster.startWorker();
  const input = {
    language: "python",
    source: "import time\nprint(input(), flush=True)\ntime.sleep(1)\n",
    limits: { wallMs: 20_000 },
    tests: ["a", "b", "c"].map((line) => ({ stdin: `${line}\n`, expectedStdout: line })),
  };
  const { id } = await client.trpc.submission.create.mutate(input);
  const following = collectEvents(client.trpc, id);
  const has = async (type: string): Promise<boolean> =>
    (await logOf(cluster, id)).some(({ event }) => event.type === type);
  await until("it judges", () => has("running"));
  process.kill(stalled.pid, "SIGSTOP");
  const other = cluster.startWorker();
  await until("another one has taken over", () => has("requeued"));
  process.kill(stalled.pid, "SIGCONT");

  const events = await following;
  await untilNothingIsLeft(cluster);
  const row = await rowOf(cluster, id);
  expect(row).toMatchObject({ verdict: "AC", attempt: 2, failures: 1 });
  expect(faultsOfStream(events, row)).toEqual([]);
  expect(faultsOfStream(await logOf(cluster, id), row)).toEqual([]);
  expect(await wrongResults(cluster)).toEqual([]);

  await other.stop();
  const next = await client.trpc.submission.create.mutate(input);
  await collectEvents(client.trpc, next.id);
  expect(await rowOf(cluster, next.id)).toMatchObject({ verdict: "AC", attempt: 1, failures: 0 });
});
