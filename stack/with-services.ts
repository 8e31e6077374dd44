import { spawn } from "node:child_process";
import { join } from "node:path";
import { NoDockerError } from "./docker.ts";
import { childEnv, PROJECT_ROOT, readStackEnv } from "./env.ts";
import { startServices, type Services } from "./services.ts";
import { Interrupted, watchSignals, type Interrupt } from "./shutdown.ts";
import { describeError } from "./stack-error.ts";
import { stepsOn } from "./steps.ts";

/**
 * `tsx stack/with-services.ts [--needs postgres,redis,docker,images] -- <command>`: starts what is needed (everything
 * by default), runs the command with DATABASE_URL, REDIS_URL and DOCKER_HOST set, and stops what it started.
 * Uses `.data/test` unless DATA_DIR names another folder. Ends as the command did, with 69 when there is no Docker
 * Engine, or with 70 when something else could not be started.
 */

const NO_DOCKER = 69;
const NOT_STARTED = 70;
const ALL_NEEDS = ["postgres", "redis", "docker", "images"] as const;

async function main(interrupt: Interrupt): Promise<number> {
  const separator = process.argv.indexOf("--");
  const command = separator === -1 ? [] : process.argv.slice(separator + 1);
  const needs = readNeeds(process.argv.slice(2, separator === -1 ? undefined : separator));
  if (command.length === 0 || needs === null) {
    process.stderr.write(
      `Usage: tsx stack/with-services.ts [--needs ${ALL_NEEDS.join(",")}] -- command argument…\n`,
    );
    return 2;
  }
  const services = await start(needs, interrupt.signal);
  if (typeof services === "number") return services;
  interrupt.onForce(() => void services.kill().then(() => process.exit(1)));
  try {
    return await runCommand(command, services, interrupt.signal);
  } finally {
    await services.stop();
  }
}

function readNeeds(flags: readonly string[]): readonly string[] | null {
  if (flags.length === 0) return ALL_NEEDS;
  const names = flags[0] === "--needs" ? (flags[1] ?? "").split(",") : [];
  const known = names.length > 0 && names.every((name) => ALL_NEEDS.some((need) => need === name));
  return known && flags.length === 2 ? names : null;
}

async function start(needs: readonly string[], signal: AbortSignal): Promise<Services | number> {
  const env = readStackEnv();
  try {
    return await startServices({
      dataDir: childEnv()["DATA_DIR"] === undefined ? join(PROJECT_ROOT, ".data", "test") : env.dataDir,
      needs: Object.fromEntries(needs.map((need) => [need, true])),
      given: env,
      steps: stepsOn(process.stderr),
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    process.stderr.write(`${describeError(error)}\n`);
    return error instanceof NoDockerError ? NO_DOCKER : NOT_STARTED;
  }
}

/** The command shares our terminal and its signals; we only wait for it, and pass on what a terminal would not send. */
async function runCommand(
  command: readonly string[],
  services: Services,
  signal: AbortSignal,
): Promise<number> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    stdio: "inherit",
    env: childEnv({
      ...(services.databaseUrl === "" ? {} : { DATABASE_URL: services.databaseUrl }),
      ...(services.redisUrl === "" ? {} : { REDIS_URL: services.redisUrl }),
      ...(services.dockerHost === "" ? {} : { DOCKER_HOST: services.dockerHost }),
    }),
  });
  signal.addEventListener("abort", () => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

try {
  process.exitCode = await main(watchSignals());
} catch (error) {
  if (!(error instanceof Interrupted)) process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
