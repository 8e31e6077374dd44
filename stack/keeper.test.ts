import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { childEnv } from "./env.ts";
import { Keeper } from "./keeper.ts";
import { isRunning, recordProcess } from "./process-table.ts";
import { endLeftovers, ServiceProcess } from "./service-process.ts";

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "keeper-"));
});

afterEach(() => rmSync(dataDir, { recursive: true }));

function sleeper(script = "exec sleep 100"): ServiceProcess {
  return new ServiceProcess({
    name: "sleeper",
    argv: ["sh", "-c", script],
    dataDir,
    env: childEnv(),
    stopSignal: "SIGTERM",
    keepLog: true,
  });
}

function keeperOf(started: ServiceProcess[], said: string[]): Keeper {
  return new Keeper({
    title: "The sleeper",
    start: () => {
      const service = sleeper();
      started.push(service);
      return service;
    },
    untilReady: async () => undefined,
    stopTimeoutMs: 2_000,
    say: (line) => said.push(line),
  });
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition() && waited < 100; waited += 1) await sleep(50);
  expect(condition()).toBe(true);
}

test("starts a service again when it was killed, says so, and leaves nothing behind when stopped", async () => {
  const started: ServiceProcess[] = [];
  const said: string[] = [];
  const keeper = keeperOf(started, said);
  await keeper.start();
  process.kill(started[0]?.pid ?? 0, "SIGKILL");
  await until(() => started.length === 2);
  expect(said[0]).toMatch(/^The sleeper was ended by SIGKILL: starting it again/);
  const second = recordProcess(started[1]?.pid ?? 0);
  expect(isRunning(second)).toBe(true);
  await keeper.stop();
  expect(isRunning(second)).toBe(false);
  await sleep(300);
  expect(started).toHaveLength(2);
});

test("a service that ignores its signal is ended by force", async () => {
  const stubborn = sleeper("trap '' TERM; while :; do sleep 0.1; done");
  await sleep(100);
  await stubborn.stop(300);
  expect(stubborn.endedAs).toBe("was ended by SIGKILL");
});

test("a program that does not exist has ended at once", async () => {
  const service = new ServiceProcess({
    name: "nothing",
    argv: ["/nonexistent/program"],
    dataDir,
    env: childEnv(),
    stopSignal: "SIGTERM",
  });
  expect(await service.ended).toMatch(/could not be started|exit code/);
  await service.stop(100);
});

test("endLeftovers ends what a killed supervisor has written down", async () => {
  const leftover = sleeper();
  const recorded = recordProcess(leftover.pid ?? 0);
  await endLeftovers(dataDir);
  expect(isRunning(recorded)).toBe(false);
});
