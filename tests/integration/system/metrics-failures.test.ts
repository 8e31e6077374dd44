import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { freePort, startEngine, until, type TestEngine } from "../../support/engine.ts";
import type { EngineProcess } from "../../support/processes.ts";
import { scrape, type Samples } from "../../support/prometheus.ts";

/** What is counted when workers stall, restart, or cannot judge what they claim. */

let engine: TestEngine;
let folder: string;
/** For workers that know one language. */
let pythonOnly: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "engine-runtimes-"));
  pythonOnly = join(folder, "runtimes");
  cpSync("runtimes/python", join(pythonOnly, "python"), { recursive: true });
  // The names of images are hashes over these, too.
  cpSync("worker/runner", join(folder, "worker", "runner"), { recursive: true });
  engine = await startEngine(inject("services"), { workers: 0 });
  await engine.untilAnswering();
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true });
});

type MeasuredWorker = { process: EngineProcess; scrape: () => Promise<Samples> };

async function startWorker(changes: Record<string, string> = {}): Promise<MeasuredWorker> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const process = engine.startWorker({ WORKER_METRICS_PORT: String(port), WORKER_SLOTS: "1", ...changes });
  await until("the worker is ready", async () => {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    return answer?.ok === true;
  });
  return { process, scrape: () => scrape(url) };
}

test("a stalled worker is fenced, the one that goes on for it takes over", async () => {
  const stalled = await startWorker({ RUNTIMES_DIR: pythonOnly });
  const { trpc } = await engine.createUser("patient");
  const source = "import time\nfor n in range(40):\n    print(n, flush=True)\n    time.sleep(0.1)\n";
  const { id } = await trpc.submission.create.mutate({
    language: "python",
    source,
    limits: { wallMs: 20_000 },
  });
  const statusOf = async (): Promise<string> => (await trpc.submission.get.query({ id })).status;
  await until("it runs", async () => (await statusOf()) === "running");
  process.kill(stalled.process.pid, "SIGSTOP");
  const other = await startWorker({ RUNTIMES_DIR: pythonOnly });
  await until("another worker has judged it", async () => (await statusOf()) === "done");
  process.kill(stalled.process.pid, "SIGCONT");

  const taken = await other.scrape();
  expect(taken.value("engine_takeovers_total", { lane: "interactive" })).toBe(1);
  expect(taken.value("engine_claims_total", { lane: "interactive" })).toBeUndefined();
  expect(taken.value("engine_verdicts_total", { language: "python", verdict: "AC" })).toBe(1);
  // It waited once, before its first attempt.
  expect(taken.value("engine_queue_wait_seconds_count", { lane: "interactive" })).toBeUndefined();
  await until("the stalled one is refused", async () => {
    const { value } = await stalled.scrape();
    const refusals = ["events", "record"].map((by) => value("engine_fenced_attempts_total", { by }) ?? 0);
    return refusals.some((count) => count > 0);
  });
  const refused = await stalled.scrape();
  expect(refused.value("engine_verdicts_total", { language: "python", verdict: "AC" })).toBeUndefined();

  await Promise.all([stalled.process.stop(), other.process.stop()]);
}, 120_000);

test("what nobody can judge is given back until it becomes a dead letter", async () => {
  const worker = await startWorker({ RUNTIMES_DIR: pythonOnly });
  const { trpc } = await engine.createUser("unlucky");
  const source = "int main(void) { return 0; }";
  const judged = await trpc.submission.createAndWait.mutate({ language: "c", source });
  expect(judged.verdict).toBe("IE");

  const samples = await worker.scrape();
  expect(samples.value("engine_given_back_total", { reason: "failed" })).toBe(2);
  expect(samples.value("engine_dead_letters_buried_total", { lane: "interactive" })).toBe(1);
  expect((await scrape(engine.url)).value("engine_dead_letters")).toBe(1);
  await worker.process.stop();
}, 60_000);
