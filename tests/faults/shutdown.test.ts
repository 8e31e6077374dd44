import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { collectEvents } from "../support/client.ts";
import { until } from "../support/engine.ts";
import { faultsOfStream, gapsIn, leftInRedis, rowOf, wrongResults } from "../support/faults/audit.ts";
import { startCluster, type Cluster } from "../support/faults/cluster.ts";
import { createMember, type Followed } from "../support/faults/crowd.ts";
import { Fleet } from "../support/faults/fleet.ts";
import { knownJob } from "../support/faults/load.ts";

/** Processes that are asked to end, as at every update. Nothing waits for a time-out, and nobody sees an error. */

let cluster: Cluster;
/** So long that nothing here can have been taken over: who waited for that has run out of the test's time. */
const NEVER_MS = 600_000;
beforeEach(async () => {
  cluster = await startCluster({ CLAIM_TIMEOUT_MS: String(NEVER_MS), SHUTDOWN_GRACE_MS: "300" });
});
afterEach(() => cluster.stop());

describe("a worker that is to end", () => {
  test("gives a long job back, which another one starts at once and which counts as no failure", async () => {
    const client = await cluster.connect(await cluster.startGateway());
    const leaving = cluster.startWorker();
    const { id } = await client.trpc.submission.create.mutate({
      language: "python",
      source: "import time\nprint(1, flush=True)\ntime.sleep(3)\n",
      limits: { wallMs: 20_000 },
      tests: [{ stdin: "", expectedStdout: "1" }],
    });
    const following = collectEvents(client.trpc, id);
    await until("it runs", async () => (await rowOf(cluster, id)).status === "running");
    cluster.startWorker();
    await leaving.stop();
    const events = await following;
    const row = await rowOf(cluster, id);
    expect(row).toMatchObject({ status: "done", verdict: "AC", attempt: 2, failures: 0 });
    expect(faultsOfStream(events, row)).toEqual([]);
    const attempts = await cluster.sql(
      "SELECT outcome FROM attempt WHERE submission_id = $1 ORDER BY number",
      [id],
    );
    expect(attempts).toEqual([{ outcome: "returned" }, { outcome: "AC" }]);
    expect(await leftInRedis(cluster)).toEqual([]);
  });
});

describe("a rolling restart under load", () => {
  const JOBS = 30;

  test("loses nothing, and who follows sees no error", async () => {
    const fleet = new Fleet(cluster, inject("faults").dockerHost);
    await fleet.start({ gateways: 2, workers: 2 });
    const tokens = await fleet.createUsers(2);
    const members = tokens.map((token, first) => createMember({ urls: fleet.urls, token, first }));
    const restarted = new AbortController();
    const watched: Promise<{ verdict: string; followed: Followed }>[] = [];
    const submitting = (async () => {
      for (let index = 0; index < JOBS || !restarted.signal.aborted; index += 1) {
        const member = members[index % members.length];
        const job = knownJob(index);
        const submitted = await member?.submit(job, { askTwice: false });
        const [id = ""] = submitted?.ids ?? [];
        if (member) watched.push(member.follow(id).then((followed) => ({ verdict: job.verdict, followed })));
        await sleep(250);
      }
    })();
    for (const index of [0, 1]) {
      await fleet.replaceWorker(index, "stop");
      await fleet.replaceGateway(index, "stop");
      await until(`gateway ${index} is back`, () =>
        fetch(`${fleet.urls[index]}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      );
    }
    restarted.abort();
    await submitting;
    const results = await Promise.all(watched);
    for (const member of members) member.close();
    for (const { verdict, followed } of results) {
      const row = await rowOf(cluster, followed.id);
      expect(row).toMatchObject({ verdict, failures: 0 });
      expect(followed.errors).toEqual([]);
      expect([...faultsOfStream(followed.events, row), ...(await gapsIn(cluster, followed))]).toEqual([]);
    }
    const [row] = await cluster.sql("SELECT count(*)::int AS accepted FROM submission");
    expect(row).toEqual({ accepted: results.length });
    expect(await leftInRedis(cluster)).toEqual([]);
    expect(await wrongResults(cluster)).toEqual([]);
  });
});
