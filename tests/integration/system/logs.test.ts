import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { startEngine, until, type TestEngine, type TestUser } from "../../support/engine.ts";
import type { EngineProcess } from "../../support/processes.ts";

/** One id leads from the request to the container, through the logs of both processes. */

type Line = Record<string, unknown>;

let engine: TestEngine;
let worker: EngineProcess;
let user: TestUser;
beforeAll(async () => {
  engine = await startEngine(inject("services"), { workers: 0 });
  worker = engine.startWorker();
  await engine.untilReady();
  user = await engine.createUser("logged");
});
afterAll(() => engine.stop());

/** Every line must be JSON; a line that is still being written is left out. */
function linesOf({ readLog }: EngineProcess): Line[] {
  const text = readLog();
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): Line => JSON.parse(line));
}

async function create(headers: Record<string, string>): Promise<{ requestId: string; submissionId: string }> {
  const response = await fetch(`${engine.url}/api/trpc/submission.createAndWait`, {
    method: "POST",
    headers: { authorization: `Bearer ${user.token}`, "content-type": "application/json", ...headers },
    body: JSON.stringify({ language: "python", source: "print('\u001b[31mred')" }),
  });
  const { result }: { result: { data: { id: string; verdict: string } } } = await response.json();
  expect(result.data.verdict).toBe("AC");
  return { requestId: response.headers.get("x-request-id") ?? "", submissionId: result.data.id };
}

async function lineAbout(process: EngineProcess, submissionId: string, msg: string): Promise<Line> {
  const find = (): Line | undefined =>
    linesOf(process).find((line) => line["submissionId"] === submissionId && line["msg"] === msg);
  await until(`the log says "${msg}"`, () => find() !== undefined);
  return find() ?? {};
}

test("a request's id is kept, answered, and in the lines of both processes", async () => {
  const { requestId, submissionId } = await create({ "x-request-id": "from-the-proxy:42" });
  expect(requestId).toBe("from-the-proxy:42");
  expect(await lineAbout(engine.gateway, submissionId, "Accepted a submission")).toMatchObject({
    requestId,
    language: "python",
    lane: "interactive",
  });
  expect(await lineAbout(worker, submissionId, "Judged a submission")).toMatchObject({
    requestId,
    attempt: 1,
    containerId: expect.stringMatching(/^[0-9a-f]{64}$/),
    verdict: "AC",
  });
});

test.each([
  ["one of its own", {}],
  ["one in place of what could harm a log", { "x-request-id": `"}\u009b31m ${"long".repeat(40)}` }],
])("a request gets %s", async (_, headers) => {
  const { requestId, submissionId } = await create(headers);
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(await lineAbout(worker, submissionId, "Judged a submission")).toMatchObject({ requestId });
});

test("a job that is given back keeps its request", async () => {
  const response = await fetch(`${engine.url}/api/trpc/submission.create`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${user.token}`,
      "content-type": "application/json",
      "x-request-id": "patient",
    },
    body: JSON.stringify({ language: "python", source: "import time\ntime.sleep(4)\n" }),
  });
  const { result }: { result: { data: { id: string } } } = await response.json();
  const { id } = result.data;
  await until("it runs", async () => (await user.trpc.submission.get.query({ id })).status === "running");
  const stopped = worker.stop();
  const next = engine.startWorker();
  // Within its grace period the first one finishes what it has: a second signal is meant.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  process.kill(worker.pid, "SIGTERM");
  await stopped;
  expect(await lineAbout(worker, id, "Gave a submission back")).toMatchObject({
    requestId: "patient",
    attempt: 1,
  });
  expect(await lineAbout(next, id, "Judged a submission")).toMatchObject({
    requestId: "patient",
    attempt: 2,
  });
});

test("neither log holds what would control a terminal", () => {
  for (const { readLog } of [engine.gateway, worker]) {
    // oxlint-disable-next-line no-control-regex
    expect(readLog()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
});
