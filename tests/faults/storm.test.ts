import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultJobs, faultSeconds, faultSeed } from "../support/env.ts";
import { until } from "../support/engine.ts";
import {
  faultsOfStream,
  gapsIn,
  leftInRedis,
  rowOf,
  untilNothingIsLeft,
  wrongResults,
} from "../support/faults/audit.ts";
import { startCluster, type Cluster } from "../support/faults/cluster.ts";
import { createMember, type Followed, type Member, type Submitted } from "../support/faults/crowd.ts";
import { startMortalDocker, type MortalDocker } from "../support/faults/docker-fault.ts";
import { Fleet, isRunning } from "../support/faults/fleet.ts";
import { knownJob } from "../support/faults/load.ts";
import { storm } from "../support/faults/storm.ts";
import { seededRandom } from "../support/flight.ts";

/**
 * Everything is killed at random moments while several users submit and watch. In the end every accepted submission has
 * its one right verdict, everybody who followed has seen every event once, and nothing is left behind.
 */

const USERS = 4;
/** How long the last ones may take once the storm is over. */
const CALM_MS = 180_000;

let docker: MortalDocker;
let cluster: Cluster;
let fleet: Fleet;
let members: Member[];
beforeAll(async () => {
  docker = await startMortalDocker();
  cluster = await startCluster({ DOCKER_HOST: docker.host, CLAIM_TIMEOUT_MS: "3000" });
  fleet = new Fleet(cluster, docker.host);
  await fleet.start({ gateways: 2, workers: 3 });
  const tokens = await fleet.createUsers(USERS);
  members = tokens.map((token, first) => createMember({ urls: fleet.urls, token, first }));
}, 240_000);
afterAll(async () => {
  for (const member of members) member.close();
  await cluster.stop();
  await docker.stop();
}, 120_000);

type Watched = Submitted & { followed: Followed };

/** Spread over the whole storm; each is followed by its user from the moment it was accepted. */
async function submitAndFollow(index: number, startsAt: number): Promise<Watched> {
  const member = members[index % members.length];
  if (!member) throw new Error("Nobody there");
  await sleep(startsAt - Date.now());
  const submitted = await member.submit(knownJob(index), { askTwice: index % 5 === 0 });
  const [id = ""] = submitted.ids;
  return { ...submitted, followed: await member.follow(id) };
}

/** What is not as promised, of one submission. */
async function faultsOf({ job, ids, followed }: Watched): Promise<string[]> {
  const row = await rowOf(cluster, followed.id);
  const faults = [...faultsOfStream(followed.events, row), ...(await gapsIn(cluster, followed))];
  if (ids.size !== 1) faults.push(`one key was answered with ${ids.size} ids`);
  if (row.verdict !== job.verdict) faults.push(`${row.verdict} instead of ${job.verdict}`);
  return faults.map((fault) => `${followed.id} (${job.input.language}, ${job.verdict}): ${fault}`);
}

async function count(sql: string): Promise<number> {
  const [row] = await cluster.sql<{ count: string }>(`SELECT count(*) FROM ${sql}`);
  return Number(row?.count);
}

test(
  "nothing that was accepted is lost, doubled or misjudged",
  async () => {
    console.log(`FAULT_SEED=${faultSeed} FAULT_JOBS=${faultJobs} FAULT_SECONDS=${faultSeconds}`);
    const begin = Date.now();
    const spreadMs = (faultSeconds * 1_000 * 0.9) / faultJobs;
    const watching = Promise.all(
      Array.from({ length: faultJobs }, (_, index) => submitAndFollow(index, begin + index * spreadMs)),
    );
    const random = seededRandom(faultSeed);
    const injected = await storm({ fleet, docker, random, durationMs: faultSeconds * 1_000 });
    const calm = new AbortController();
    const watched = await Promise.race([
      watching,
      sleep(CALM_MS, null, { signal: calm.signal }).catch(() => null),
    ]);
    calm.abort();
    if (watched === null) {
      const open = await cluster.sql(
        "SELECT id, status, attempt, failures FROM submission WHERE status <> 'done'",
      );
      throw new Error(`Not all have ended; not final: ${JSON.stringify(open)}`);
    }
    await untilNothingIsLeft(cluster);
    await until(
      "dead workers' containers are gone",
      async () => (await fleet.containers("dead")).length === 0,
    );
    const faults = (await Promise.all(watched.map(faultsOf))).flat();
    const facts = {
      accepted: await count("submission"),
      "final verdicts": await count("submission WHERE status = 'done' AND verdict IS NOT NULL"),
      "given up (IE)": await count("submission WHERE verdict = 'IE'"),
      attempts: await count("attempt"),
      "judged more than once": await count("submission WHERE attempt > 1"),
      "most failures of one": Number(
        (await cluster.sql<{ most: number }>("SELECT max(failures) AS most FROM submission"))[0]?.most,
      ),
      requests: watched.reduce((sum, { requests }) => sum + requests, 0),
      "events followed": watched.reduce((sum, { followed }) => sum + followed.events.length, 0),
      "followers that had to subscribe again": watched.filter(({ followed }) => followed.errors.length > 0)
        .length,
      "streams or verdicts that are wrong": faults.length,
      "results of an attempt that does not count": (await wrongResults(cluster)).length,
      "left in Redis": (await leftInRedis(cluster)).length,
    };
    console.log(`Docker: ${docker.how}`);
    console.table(Object.fromEntries([...injected].map(([kind, times]) => [kind, { injected: times }])));
    console.table(Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, { count: value }])));
    expect(faults).toEqual([]);
    expect(facts).toMatchObject({
      accepted: faultJobs,
      "final verdicts": faultJobs,
      "given up (IE)": 0,
      "results of an attempt that does not count": 0,
      "left in Redis": 0,
    });
  },
  faultSeconds * 1_000 + CALM_MS + 120_000,
);

test("nothing is left behind", async () => {
  const processes = [...fleet.gateways, ...fleet.workers];
  await Promise.all(processes.map((process) => process.stop()));
  expect(await Promise.all(processes.map(({ pid }) => isRunning(pid)))).not.toContain(true);
  expect(await fleet.containers("all")).toEqual([]);
});
