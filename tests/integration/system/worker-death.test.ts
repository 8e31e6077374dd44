import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createDatabase } from "../../../src/platform/database/create-database.ts";
import { collectEvents } from "../../support/client.ts";
import { containersOf } from "../../support/containers.ts";
import { startEngine, until, type TestEngine } from "../../support/engine.ts";

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine(inject("services"), { workers: 0 });
});
afterAll(() => engine.stop());

test("a worker that is killed in the middle costs nothing but time", async () => {
  const { dockerHost } = inject("services");
  const first = engine.startWorker({ WORKER_ID: "doomed" });
  await engine.untilReady();
  const user = await engine.createUser("user");
  const tests = Array.from({ length: 6 }, (_, index) => ({ stdin: `${index}`, expectedStdout: `${index}` }));
  const source = "import time\ntime.sleep(0.5)\nprint(input())\n";
  const { id, cursor } = await user.trpc.submission.create.mutate({ language: "python", source, tests });
  const watching = collectEvents(user.trpc, id, cursor);
  await until(
    "a test was judged",
    async () => (await user.trpc.submission.get.query({ id })).tests.length > 0,
  );
  expect(await containersOf("doomed", dockerHost)).not.toEqual([]);
  await first.kill();
  engine.startWorker();

  const events = (await watching).map(({ event }) => event).filter(({ type }) => type !== "output");
  const beforeDeath = events.findIndex(({ type }) => type === "requeued");
  expect(beforeDeath).toBeGreaterThan(0);
  expect(events.slice(beforeDeath).map(({ type }) => type)).toEqual([
    "requeued",
    ...tests.flatMap(() => ["running", "test"]),
    "finished",
  ]);
  expect(events.at(-1)).toMatchObject({ type: "finished", verdict: "AC", attempt: 2 });

  const snapshot = await user.trpc.submission.get.query({ id });
  expect(snapshot).toMatchObject({ status: "done", verdict: "AC", attempt: 2 });
  expect(snapshot.tests.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  const database = createDatabase({ url: engine.databaseUrl, maxConnections: 1 });
  const rows = await database.testResult.findMany({ where: { submissionId: id } });
  const attempts = await database.attempt.findMany({
    where: { submissionId: id },
    orderBy: { number: "asc" },
  });
  await database.$disconnect();
  expect(rows).toHaveLength(tests.length);
  expect(attempts.map(({ outcome }) => outcome)).toEqual(["lost", "AC"]);
  await until("the janitor has removed the dead worker's containers", async () => {
    return (await containersOf("doomed", dockerHost)).length === 0;
  });
});
