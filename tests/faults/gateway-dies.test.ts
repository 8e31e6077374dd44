import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CreateSubmissionInput } from "../../src/contract/submission.ts";
import { createDatabase } from "../../src/platform/database/create-database.ts";
import { createJudgingRepository } from "../../src/platform/database/judging-repository.ts";
import { createSubmissionRepository } from "../../src/platform/database/submission-repository.ts";
import type { EngineClient } from "../support/client.ts";
import { until } from "../support/engine.ts";
import { faultsOfStream, leftInRedis, logOf, rowOf, wrongResults } from "../support/faults/audit.ts";
import { startCluster, type Cluster, type Gateway } from "../support/faults/cluster.ts";
import { STEPS, type Step } from "../support/faults/steps.ts";
import { openPath } from "../support/faults/victim.ts";
import { newSubmission } from "../support/fixtures.ts";

/**
 * A gateway that dies exactly at one step, either before it or after it but before its answer has arrived. Another
 * gateway must bring what was accepted to its one right end, whether the client asks again or not.
 */

const HELLO: CreateSubmissionInput = {
  language: "python",
  source: "print(1)\n",
  tests: [{ stdin: "", expectedStdout: "1" }],
};
const JUDGED = { status: "done", verdict: "AC", attempt: 1, failures: 0, faults: [] };

/** Other processes must first be started, maybe many at a time, and the reconciler looks only now and again. */
const END_MS = 100_000;

type Crash = [step: Step, when: "before" | "after"];

function named<Case extends readonly [Step, "before" | "after", ...unknown[]]>(
  cases: readonly Case[],
): [string, Case][] {
  return cases.map((one) => [titleOf(one), one]);
}

function titleOf([step, when, state]: readonly [Step, "before" | "after", ...unknown[]]): string {
  const suffix =
    typeof state === "object" && state !== null && "name" in state ? `, ${String(state.name)}` : "";
  return `${when} ${step.name}${suffix}`;
}

/** How it ended, once it has. */
async function endOf(cluster: Cluster, id: string) {
  const job = cluster.keys.job(id);
  const isFinal = async (): Promise<boolean> => (await rowOf(cluster, id)).status === "done";
  await until(`${id} is final`, isFinal, END_MS);
  await until("its log has ended", async () => (await logOf(cluster, id)).at(-1)?.event.type === "finished");
  await until("Redis knows the job no more", async () => (await cluster.redis.exists(job)) === 0);
  const row = await rowOf(cluster, id);
  const { status, verdict, attempt, failures } = row;
  return { status, verdict, attempt, failures, faults: faultsOfStream(await logOf(cluster, id), row) };
}

/** Runs `request` against a gateway of its own, which dies at the step. */
async function dieAt(
  cluster: Cluster,
  [step, when]: Crash,
  request: (client: EngineClient) => Promise<unknown>,
): Promise<void> {
  const path = await openPath(cluster);
  const victim = await cluster.startGateway(path.environment);
  const client = await cluster.connect(victim);
  const died = path.killAt(step, when, () => victim);
  await request(client).then(
    () => Promise.reject(new Error("The gateway answered")),
    () => undefined,
  );
  await died;
  await path.close();
}

describe("while it serves a request", () => {
  let cluster: Cluster;
  let client: EngineClient;
  beforeAll(async () => {
    cluster = await startCluster();
    client = await cluster.connect(await cluster.startGateway());
    cluster.startWorker({ WORKER_LANES: "interactive" });
  });
  afterAll(() => cluster.stop());

  const idsOf = async (key: string): Promise<string[]> => {
    const rows = await cluster.sql<{ id: string }>("SELECT id FROM submission WHERE idempotency_key = $1", [
      key,
    ]);
    return rows.map(({ id }) => id);
  };

  describe.concurrent("of a client that asks another one, with the same key", () => {
    test.for(
      named<Crash>([
        [STEPS.admit, "after"],
        [STEPS.insert, "before"],
        [STEPS.insert, "after"],
        [STEPS.enqueue, "before"],
        [STEPS.enqueue, "after"],
      ]),
    )("%s", async ([, crash], { expect }) => {
      const input = { ...HELLO, idempotencyKey: randomUUID() };
      await dieAt(cluster, crash, (victim) => victim.trpc.submission.create.mutate(input));
      const { id } = await client.trpc.submission.create.mutate(input);
      expect(await endOf(cluster, id)).toEqual(JUDGED);
      expect(await idsOf(input.idempotencyKey)).toEqual([id]);
    });
  });

  describe.concurrent("of a client that does not come back", () => {
    test.for(
      named<readonly [...Crash, accepted: number]>([
        [STEPS.admit, "before", 0],
        [STEPS.insert, "before", 0],
        [STEPS.insert, "after", 1],
        [STEPS.enqueue, "before", 1],
        [STEPS.enqueue, "after", 1],
      ]),
    )("%s", async ([, [step, when, accepted]], { expect }) => {
      const input = { ...HELLO, idempotencyKey: randomUUID() };
      await dieAt(cluster, [step, when], (victim) => victim.trpc.submission.create.mutate(input));
      const ids = await idsOf(input.idempotencyKey);
      expect(ids).toHaveLength(accepted);
      for (const id of ids) expect(await endOf(cluster, id)).toEqual(JUDGED);
    });
  });

  test("to cancel, at any step", async () => {
    const crashes: Crash[] = [
      [STEPS.cancel, "before"],
      [STEPS.cancel, "after"],
      [STEPS.complete, "before"],
      [STEPS.complete, "after"],
    ];
    // Nobody serves their lane until all gateways are dead.
    const ids = await Promise.all(
      crashes.map(async (crash) => {
        const { id } = await client.trpc.submission.create.mutate({ ...HELLO, priority: "rejudge" });
        await dieAt(cluster, crash, (victim) => victim.trpc.submission.cancel.mutate({ id }));
        await client.trpc.submission.cancel.mutate({ id });
        return id;
      }),
    );
    cluster.startWorker({ WORKER_LANES: "rejudge" });
    const ends = await Promise.all(ids.map((id) => endOf(cluster, id)));
    expect(ends).toEqual(crashes.map(() => ({ ...JUDGED, verdict: "CANCELLED" })));
  });

  test("afterwards nothing is left in Redis, and nothing is doubled", async () => {
    expect(await leftInRedis(cluster)).toEqual([]);
    expect(await wrongResults(cluster)).toEqual([]);
  });
});

describe.concurrent("while it brings back what was lost", () => {
  /** A submission whose place in the queue is gone; with a worker, that one is gone, too. */
  type State = { name: string; claimed: boolean; failures: number };
  async function lose(cluster: Cluster, state: State): Promise<string> {
    const database = createDatabase({ url: cluster.databaseUrl, maxConnections: 1 });
    const [user] = await cluster.sql<{ id: string }>('SELECT id FROM "user" LIMIT 1');
    const { id } = await createSubmissionRepository(database).create(newSubmission(user?.id ?? ""));
    if (state.claimed) await createJudgingRepository(database).claim(id, "dead-worker");
    await database.submission.update({
      where: { id },
      data: { createdAt: new Date(Date.now() - 60_000), failures: state.failures },
    });
    await database.$disconnect();
    return id;
  }

  const QUEUED = { name: "queued", claimed: false, failures: 0 };
  const RUNNING = { name: "running", claimed: true, failures: 0 };
  const HOPELESS = { name: "running for the last time", claimed: true, failures: 2 };
  const AGAIN = { attempt: 2, failures: 1 };
  const GIVEN_UP = { verdict: "IE", failures: 2 };
  test.for(
    named<readonly [...Crash, state: State, end: object]>([
      [STEPS.findLost, "after", QUEUED, {}],
      [STEPS.enqueue, "before", QUEUED, {}],
      [STEPS.enqueue, "after", QUEUED, {}],
      [STEPS.requeue, "before", RUNNING, AGAIN],
      [STEPS.requeue, "after", RUNNING, AGAIN],
      [STEPS.enqueue, "before", RUNNING, AGAIN],
      [STEPS.enqueue, "after", RUNNING, AGAIN],
      [STEPS.commit, "before", HOPELESS, GIVEN_UP],
      [STEPS.complete, "after", HOPELESS, GIVEN_UP],
    ]),
  )("%s", async ([, [step, when, state, end]], { expect }) => {
    const cluster = await startCluster();
    const path = await openPath(cluster);
    const id = await lose(cluster, state);
    let victim: Gateway | undefined;
    const died = path.killAt(step, when, () => victim);
    victim = await cluster.startGateway(path.environment);
    await died;
    await cluster.startGateway();
    cluster.startWorker();
    expect(await endOf(cluster, id)).toEqual({ ...JUDGED, ...end });
    expect(await leftInRedis(cluster)).toEqual([]);
    await cluster.stop();
    await path.close();
  });
});
