import { spawn } from "node:child_process";
import { join } from "node:path";
import { childEnv, PROJECT_ROOT, readStackEnv } from "./env.ts";
import { startServices, type Services } from "./services.ts";
import { Interrupted, watchSignals, type Interrupt } from "./shutdown.ts";
import { describeError } from "./stack-error.ts";
import { stepsOn } from "./steps.ts";

/**
 * `tsx stack/with-services.ts [--no-images] [--no-docker] -- <command>`: starts Postgres, Redis and Docker with the
 * languages' images, runs the command with DATABASE_URL, REDIS_URL and DOCKER_HOST set, and stops what it started.
 * Uses `.data/test` unless DATA_DIR names another folder.
 */

async function main(interrupt: Interrupt): Promise<number> {
  const separator = process.argv.indexOf("--");
  const command = separator === -1 ? [] : process.argv.slice(separator + 1);
  const flags = process.argv.slice(2, separator === -1 ? undefined : separator);
  if (command.length === 0) {
    process.stderr.write(
      "Usage: tsx stack/with-services.ts [--no-images] [--no-docker] -- command argument…\n",
    );
    return 2;
  }
  const env = readStackEnv();
  const services = await startServices({
    dataDir: childEnv()["DATA_DIR"] === undefined ? join(PROJECT_ROOT, ".data", "test") : env.dataDir,
    needs: {
      postgres: true,
      redis: true,
      docker: !flags.includes("--no-docker"),
      images: !flags.includes("--no-images") && !flags.includes("--no-docker"),
    },
    given: env,
    steps: stepsOn(process.stderr),
    signal: interrupt.signal,
  });
  interrupt.onForce(() => void services.kill().then(() => process.exit(1)));
  try {
    return await runCommand(command, services, interrupt.signal);
  } finally {
    await services.stop();
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
      DATABASE_URL: services.databaseUrl,
      REDIS_URL: services.redisUrl,
      DOCKER_HOST: services.dockerHost === "" ? null : services.dockerHost,
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
