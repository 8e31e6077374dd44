import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inject } from "vitest";
import { asRoot, findExecutable, run } from "../../../stack/command.ts";
import { OwnDaemon } from "../../../stack/docker-daemon.ts";
import { docker, dockerOrFail } from "../../../stack/docker.ts";
import { readStackEnv } from "../../../stack/env.ts";
import { loadRuntimeCatalogue } from "../../../src/platform/runtimes/catalogue.ts";
import { SocketProxy } from "../socket-proxy.ts";

/** A Docker that can go away. */
export type MortalDocker = {
  host: string;
  /** What `away` does, for people. */
  how: string;
  /** Goes away for a while and comes back. */
  away: () => Promise<void>;
  stop: () => Promise<void>;
};

const AWAY_MS = 2_000;

/**
 * An engine of our own whose daemon is killed, with the images of the shared one; where that cannot be had (no root, no
 * dockerd), the connection to the shared one, which is cut.
 */
export async function startMortalDocker(): Promise<MortalDocker> {
  const program = findExecutable("dockerd");
  if (program === null || (await asRoot(["true"])) === null) return startCuttable();
  const dataDir = join(readStackEnv().dataDir, "faults");
  const dockerDir = join(dataDir, "docker");
  mkdirSync(dockerDir, { recursive: true });
  const daemon = new OwnDaemon({
    program,
    dataDir,
    dockerDir,
    whyNotAnswering: async (host) => ((await answers(host)) ? null : "no answer"),
    say: () => undefined,
  });
  await daemon.start();
  try {
    await copyImages(daemon.host);
  } catch (error) {
    await daemon.stop();
    throw error;
  }
  return {
    host: daemon.host,
    how: "daemon killed",
    away: () => killDaemon(daemon.host),
    stop: () => daemon.stop(),
  };
}

async function startCuttable(): Promise<MortalDocker> {
  const proxy = new SocketProxy(inject("faults").dockerHost);
  await proxy.restore();
  return {
    host: proxy.host,
    how: "connection cut",
    away: async () => {
      await proxy.cut();
      await sleep(AWAY_MS);
      await proxy.restore();
    },
    stop: () => proxy.close(),
  };
}

/** SIGKILL; it is started again by its keeper. */
async function killDaemon(host: string): Promise<void> {
  const pidFile = join(dirname(host.slice("unix://".length)), "docker.pid");
  if (!existsSync(pidFile)) return; // just starting
  const command = await asRoot(["kill", "-KILL", readFileSync(pidFile, "utf8").trim()]);
  if (command) await run(command);
  while (!(await answers(host))) await sleep(200);
}

async function answers(host: string): Promise<boolean> {
  if (!existsSync(host.slice("unix://".length))) return false;
  const result = await docker(host, ["version", "--format", "{{.Server.Version}}"], { timeoutMs: 10_000 });
  return result.code === 0 && result.stdout.trim() !== "";
}

async function copyImages(host: string): Promise<void> {
  const { runtimesDir, dockerHost } = inject("faults");
  const catalogue = loadRuntimeCatalogue({ runtimesDir });
  for (const { slug } of catalogue.runtimes) {
    const image = catalogue.imageTag(slug);
    if ((await docker(host, ["image", "inspect", image])).code === 0) continue;
    const file = join(inject("faults").dataDir, `${slug}.tar`);
    await dockerOrFail(dockerHost, ["save", "--output", file, image]);
    await dockerOrFail(host, ["load", "--input", file]);
  }
}
