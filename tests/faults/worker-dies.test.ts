import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PRIORITIES, type CreateSubmissionInput, type Priority } from "../../src/contract/submission.ts";
import type { EngineClient } from "../support/client.ts";
import { collectEvents } from "../support/client.ts";
import { faultsOfStream, leftInRedis, logOf, rowOf, wrongResults } from "../support/faults/audit.ts";
import { startCluster, type Cluster, type Worker } from "../support/faults/cluster.ts";
import { event, STEPS, type Step } from "../support/faults/steps.ts";
import { openPath, type Path } from "../support/faults/victim.ts";
import { until } from "../support/engine.ts";
import { Slots } from "../support/flight.ts";

/**
 * A worker that dies exactly at one step, either before it or after it but before its answer has arrived. Another
 * worker, started afterwards, must bring the submission to its one right end.
 */

const QUICK: CreateSubmissionInput = {
  language: "c",
  source:
    '#include <stdio.h>\nint main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); }\n',
  tests: [
    { stdin: "1 2", expectedStdout: "3" },
    { stdin: "2 2", expectedStdout: "4" },
  ],
};
const SLOW: CreateSubmissionInput = {
  language: "python",
  source: "import time\nprint(1, flush=True)\ntime.sleep(4)\n",
  limits: { wallMs: 20_000 },
  tests: [{ stdin: "", expectedStdout: "1" }],
};

let cluster: Cluster;
let client: EngineClient;
/** One for each lane, so that some tests can run at the same time. */
const paths: Path[] = [];
const lanes = new Slots(PRIORITIES.length);
const ending: Promise<unknown>[] = [];

beforeAll(async () => {
  cluster = await startCluster();
  client = await cluster.connect(await cluster.startGateway());
  for (const _ of PRIORITIES) paths.push(await openPath(cluster));
});
afterAll(async () => {
  await Promise.all(ending);
  await cluster.stop();
  await Promise.all(paths.map((path) => path.close()));
});

/** What one test has for itself. */
type Lane = {
  path: Path;
  submit: (input: CreateSubmissionInput) => Promise<string>;
  startWorker: (environment?: Record<string, string>) => Worker;
};

async function inLane<Result>(work: (lane: Lane) => Promise<Result>): Promise<Result> {
  return lanes.use(async (slot) => {
    const priority: Priority = PRIORITIES[slot] ?? "interactive";
    const path = paths[slot];
    if (!path) throw new Error(`There is no lane ${slot}`);
    const workers: Worker[] = [];
    const startWorker = (environment: Record<string, string> = {}): Worker => {
      const worker = cluster.startWorker({ ...path.environment, WORKER_LANES: priority, ...environment });
      workers.push(worker);
      return worker;
    };
    const submit = async (input: CreateSubmissionInput): Promise<string> =>
      (await client.trpc.submission.create.mutate({ ...input, priority })).id;
    try {
      return await work({ path, submit, startWorker });
    } finally {
      ending.push(...workers.map((worker) => worker.stop()));
      await Promise.all(workers.map((worker) => worker.exited));
    }
  });
}

/** How it ended, once it is followed to its end, recorded, and gone from Redis. */
async function endOf(id: string) {
  const seen = await collectEvents(client.trpc, id);
  const row = await rowOf(cluster, id);
  const job = cluster.keys.job(id);
  await until("Redis knows the job no more", async () => (await cluster.redis.exists(job)) === 0);
  const faults = [...faultsOfStream(seen, row), ...faultsOfStream(await logOf(cluster, id), row)];
  const { status, verdict, attempt, failures } = row;
  return { status, verdict, attempt, failures, faults };
}

const JUDGED = { status: "done", verdict: "AC", faults: [] };
const GIVEN_UP = { status: "done", verdict: "IE", faults: [] };

type Crash = [step: Step, when: "before" | "after", after: { attempt: number; failures: number }];
const UNTOUCHED = { attempt: 1, failures: 0 };
/** A claim that led to nothing yet: a new attempt, but no failure. */
const UNCOUNTED = { attempt: 2, failures: 0 };
const COUNTED = { attempt: 2, failures: 1 };

describe.concurrent("a worker dies while it judges", () => {
  const crashes: Crash[] = [
    [STEPS.claim, "before", UNTOUCHED],
    [STEPS.claim, "after", UNCOUNTED],
    [STEPS.take, "before", UNCOUNTED],
    [STEPS.take, "after", COUNTED],
    ...["compiling", "compiled", "running", "test"].flatMap((type): Crash[] => [
      [event(type), "before", COUNTED],
      [event(type), "after", COUNTED],
    ]),
    [STEPS.commit, "before", COUNTED],
    [STEPS.commit, "after", UNTOUCHED],
    [STEPS.complete, "before", UNTOUCHED],
    [STEPS.complete, "after", UNTOUCHED],
  ];
  test.each(crashes.map((crash) => [`${crash[1]} ${crash[0].name}`, crash] as const))(
    "%s",
    async (_, crash) => {
      const [step, when, expected] = crash;
      await inLane(async ({ path, submit, startWorker }) => {
        const id = await submit(QUICK);
        let victim: Worker | undefined;
        const died = path.killAt(step, when, () => victim);
        victim = startWorker();
        await died;
        startWorker();
        expect(await endOf(id)).toEqual({ ...JUDGED, ...expected });
      });
    },
  );
});

describe.concurrent("a worker dies while it takes over", () => {
  const crashes: Crash[] = [
    [STEPS.takeOver, "before", COUNTED],
    [STEPS.takeOver, "after", COUNTED],
    [STEPS.raise, "before", COUNTED],
    [STEPS.raise, "after", { attempt: 3, failures: 2 }],
    [STEPS.announce, "before", { attempt: 3, failures: 2 }],
    [STEPS.announce, "after", { attempt: 3, failures: 2 }],
  ];
  test.each(crashes.map((crash) => [`${crash[1]} ${crash[0].name}`, crash] as const))(
    "%s",
    async (_, crash) => {
      const [step, when, expected] = crash;
      await inLane(async ({ path, submit, startWorker }) => {
        const id = await submit(QUICK);
        let victim: Worker | undefined;
        const firstDied = path.killAt(event("running"), "after", () => victim);
        victim = startWorker();
        await firstDied;
        const secondDied = path.killAt(step, when, () => victim);
        victim = startWorker();
        await secondDied;
        startWorker();
        expect(await endOf(id)).toEqual({ ...JUDGED, ...expected });
      });
    },
  );
});

describe.concurrent("a worker dies while it gives back what it was judging", () => {
  const crashes: Crash[] = [
    [STEPS.requeue, "before", COUNTED],
    [STEPS.requeue, "after", { attempt: 3, failures: 0 }],
    [STEPS.release, "before", { attempt: 3, failures: 0 }],
    [STEPS.release, "after", UNCOUNTED],
  ];
  test.each(crashes.map((crash) => [`${crash[1]} ${crash[0].name}`, crash] as const))(
    "%s",
    async (_, crash) => {
      const [step, when, expected] = crash;
      await inLane(async ({ path, submit, startWorker }) => {
        const id = await submit(SLOW);
        let victim: Worker | undefined;
        const running = new Promise<void>((resolve) => {
          path.arm(event("running"), "after", () => (resolve(), "go on"));
        });
        victim = startWorker({ SHUTDOWN_GRACE_MS: "1" });
        await running;
        const died = path.killAt(step, when, () => victim);
        process.kill(victim.pid, "SIGTERM");
        await died;
        startWorker();
        expect(await endOf(id)).toEqual({ ...JUDGED, ...expected });
      });
    },
  );
});

describe.concurrent("a worker dies while it gives a submission up", () => {
  const crashes: [Step, "before" | "after"][] = [
    [STEPS.commit, "before"],
    [STEPS.commit, "after"],
    [STEPS.bury, "before"],
    [STEPS.bury, "after"],
    [STEPS.complete, "before"],
    [STEPS.complete, "after"],
  ];
  test.each(crashes.map((crash) => [`${crash[1]} ${crash[0].name}`, crash] as const))(
    "%s",
    async (_, [step, when]) => {
      await inLane(async ({ path, submit, startWorker }) => {
        const id = await submit(QUICK);
        let victim: Worker | undefined;
        const firstDied = path.killAt(event("running"), "after", () => victim);
        victim = startWorker();
        await firstDied;
        await cluster.sql("UPDATE submission SET failures = 2 WHERE id = $1", [id]);
        const secondDied = path.killAt(step, when, () => victim);
        victim = startWorker();
        await secondDied;
        startWorker();
        expect(await endOf(id)).toEqual({ ...GIVEN_UP, attempt: 1, failures: 2 });
        const letters = await cluster.redis.xrange(cluster.keys.deadLetters(), "-", "+");
        expect(letters.filter(([, fields]) => fields.includes(id)).length).toBeGreaterThan(0);
      });
    },
  );
});

test("afterwards nothing is left in Redis, and no result of an attempt that does not count", async () => {
  expect(await leftInRedis(cluster)).toEqual([]);
  expect(await wrongResults(cluster)).toEqual([]);
});
