import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run, tailOf } from "./command.ts";
import { LockedError, lockFolder } from "./data-dir.ts";
import { childEnv, PROJECT_ROOT } from "./env.ts";
import { hashOf, readStamp, writeStamp } from "./source-hash.ts";
import { StackError } from "./stack-error.ts";
import type { Steps } from "./steps.ts";

/**
 * Makes what runs from the sources: Prisma's client, Monaco's files, the pages and the two processes. Each only when
 * something it is made from has changed since.
 */

export type BuildOptions = { steps: Steps; signal?: AbortSignal | undefined };

const CLIENT = join(PROJECT_ROOT, "src", "generated", "prisma");
const CLIENT_STAMP = join(PROJECT_ROOT, "src", "generated", "schema.sha256");
const BUILD_STAMP = join(PROJECT_ROOT, "dist", "sources.sha256");
const BUILD_RESULTS = ["dist/gateway.mjs", "dist/worker.mjs", ".next/BUILD_ID"].map((file) =>
  join(PROJECT_ROOT, file),
);
const LOCK = join(PROJECT_ROOT, ".data", "build");

/** What the build reads besides what a source imports from npm (which the lock file stands for). */
const SOURCES = [
  "package.json",
  "package-lock.json",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.base.json",
  "tsconfig.json",
  "prisma/schema.prisma",
  "scripts",
  "src",
  "worker",
  "public",
];

/** What the sources need before they can be checked, run or built. */
export async function generate(options: BuildOptions): Promise<void> {
  await alone(options, async () => {
    await generatePrismaClient(options);
    await command(["node", join("scripts", "copy-monaco.mjs")], options);
  });
}

export async function build(options: BuildOptions): Promise<void> {
  await generate(options);
  await alone(options, async () => {
    const hash = hashOf(SOURCES);
    const isCurrent = BUILD_RESULTS.every((file) => existsSync(file)) && readStamp(BUILD_STAMP) === hash;
    if (isCurrent) return;
    await options.steps.run("Build", async (report) => {
      report("pages, gateway and worker");
      rmSync(BUILD_STAMP, { force: true });
      await command(["npm", "run", "build"], options);
      writeStamp(BUILD_STAMP, hash);
    });
  });
}

/**
 * Prisma looks for a program it would download, although generating a client does not use it: any existing program's
 * name keeps it from trying, and it then works on machines without a way to the internet.
 */
async function generatePrismaClient(options: BuildOptions): Promise<void> {
  const hash = hashOf(["prisma/schema.prisma", "node_modules/prisma/package.json"]);
  if (existsSync(CLIENT) && readStamp(CLIENT_STAMP) === hash) return;
  await options.steps.run("Database client", async () => {
    const env = {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    };
    await command([join("node_modules", ".bin", "prisma"), "generate"], { ...options, env });
    writeStamp(CLIENT_STAMP, hash);
  });
}

async function command(
  argv: readonly string[],
  options: BuildOptions & { env?: Record<string, string> },
): Promise<void> {
  const result = await run(argv, {
    cwd: PROJECT_ROOT,
    env: childEnv({ NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: null, ...options.env }),
    signal: options.signal,
  });
  if (result.code === 0) return;
  const output = `${result.stdout}\n${result.stderr}`;
  if (output.includes("ENOSPC"))
    throw new StackError(`The disk of ${PROJECT_ROOT} is full: free some space and start again.`);
  throw new StackError(`"${argv.join(" ")}" failed.`, { details: tailOf(output, 40) });
}

/** Two starts from one checkout write to the same folders: the second waits, and then mostly finds nothing to do. */
async function alone(options: BuildOptions, work: () => Promise<void>): Promise<void> {
  const unlock = await waitForLock(options.signal);
  try {
    await work();
  } finally {
    unlock();
  }
}

async function waitForLock(signal: AbortSignal | undefined): Promise<() => void> {
  for (;;) {
    try {
      return lockFolder(LOCK);
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      await sleep(500, undefined, { signal });
    }
  }
}
