import { mkdirSync } from "node:fs";
import { SEEDED_ACCOUNTS } from "#platform/seeded-accounts.ts";
import { build, generate } from "./build.ts";
import { freePort, requireDiskSpace, whyNotListen } from "./data-dir.ts";
import { readStackEnv, type StackEnv } from "./env.ts";
import { addressOf, startProcesses, type Processes } from "./processes.ts";
import { seed } from "./seed.ts";
import { startServices, type Services } from "./services.ts";
import { Interrupted, watchSignals, type Interrupt } from "./shutdown.ts";
import { describeError, StackError } from "./stack-error.ts";
import { stepsOn, type Steps } from "./steps.ts";

/**
 * The whole system on one machine: `./run.sh`, and with `--dev` from the sources as they are.
 *
 * starting → (ready) running → (first signal) stopping → ended. A failure while starting leads to stopping too, so
 * whatever had been started is stopped in every case; a second signal ends everything at once.
 */

type Started = { services: Services | null; processes: Processes | null };

const DATA_SPACE = { bytes: 500e6, what: "the engine" };

async function main(interrupt: Interrupt): Promise<void> {
  const begun = Date.now();
  const steps = stepsOn(process.stdout);
  const started: Started = { services: null, processes: null };
  interrupt.onForce(() => void endAtOnce(started, steps));
  try {
    const env = await usableEnv(readStackEnv());
    const development = process.argv.includes("--dev");
    steps.say(`Starting the code execution engine; its data is in ${env.dataDir}.`);
    started.services = await prepare({ env, development, steps, signal: interrupt.signal });
    const { services } = started;
    const processes = startProcesses({ env, services, steps, development, signal: interrupt.signal });
    started.processes = processes;
    const seeding = seed({ env, services, steps, signal: interrupt.signal });
    const ready = steps.run("Gateway and worker", () => processes.untilReady());
    await Promise.allSettled([seeding, ready]);
    const [seeded] = await Promise.all([seeding, ready]);
    steps.say(welcome(env, { seeded, seconds: (Date.now() - begun) / 1000 }));
    interrupt.signal.throwIfAborted();
    await new Promise<void>((resolve) => interrupt.signal.addEventListener("abort", () => resolve()));
  } finally {
    await stop(started, steps);
  }
}

/** Building needs the processor, the services mostly the disk: both at the same time. */
async function prepare(options: {
  env: StackEnv;
  development: boolean;
  steps: Steps;
  signal: AbortSignal;
}): Promise<Services> {
  const { env, steps } = options;
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, options.signal]);
  const building = options.development ? generate({ steps, signal }) : build({ steps, signal });
  const starting = startServices({
    dataDir: env.dataDir,
    needs: { postgres: true, redis: true, docker: true, images: true },
    given: env,
    steps,
    signal,
  });
  for (const one of [building, starting]) one.catch((reason: unknown) => failed.abort(reason));
  const [, services] = await Promise.allSettled([building, starting]);
  try {
    await building;
    return await starting;
  } catch (error) {
    if (services.status === "fulfilled") await services.value.stop();
    throw error;
  }
}

/** What can be found out before anything is started. */
async function usableEnv(env: StackEnv): Promise<StackEnv> {
  try {
    mkdirSync(env.dataDir, { recursive: true });
  } catch (cause) {
    throw new StackError(
      `The data directory ${env.dataDir} cannot be created: set DATA_DIR to a folder you may write to.`,
      { cause },
    );
  }
  requireDiskSpace(env.dataDir, DATA_SPACE);
  if (env.port === 0) return { ...env, port: await freePort() };
  const problem = await whyNotListen(env.host, env.port);
  if (problem === null) return env;
  const other = `choose another, for example PORT=${env.port < 1024 ? 3000 : env.port + 1} ./run.sh`;
  if (problem === "EADDRINUSE") {
    throw new StackError(
      `Port ${env.port} on ${env.host} is taken by another program: stop that program, or ${other}.`,
    );
  }
  if (problem === "EACCES") throw new StackError(`You may not use port ${env.port}: ${other}.`);
  throw new StackError(
    `The engine cannot listen on ${env.host}, port ${env.port} (${problem}): set HOST to an address of this machine.`,
  );
}

async function stop(started: Started, steps: Steps): Promise<void> {
  const { services, processes } = started;
  if (services === null) return;
  await steps.run("Stopping", async () => {
    await processes?.stop();
    await services.stop();
  });
}

async function endAtOnce(started: Started, steps: Steps): Promise<void> {
  steps.say("Ending everything at once.");
  await started.processes?.kill();
  await started.services?.kill();
  process.exit(1);
}

function welcome(env: StackEnv, facts: { seeded: boolean; seconds: number }): string {
  const address = env.publicUrl ?? addressOf(env);
  const accounts = SEEDED_ACCOUNTS.map(({ email, password }) => `    ${email.padEnd(20)} ${password}`);
  const signIn = facts.seeded
    ? ["  Sign in with", ...accounts]
    : [
        "  No demo accounts were made (they are for this machine's own database only): register at",
        `    ${address}/register`,
      ];
  return [
    "",
    `Ready after ${facts.seconds.toFixed(1)} s:  ${address}`,
    "",
    ...signIn,
    "",
    "  Try",
    `    ${`${address}/problems`.padEnd(38)} solve a problem and watch it being judged`,
    `    ${`${address}/play`.padEnd(38)} run any program`,
    "",
    `  Logs are in ${env.dataDir}/logs. Ctrl+C stops everything.`,
    "",
  ].join("\n");
}

const interrupt = watchSignals();
try {
  await main(interrupt);
} catch (error) {
  if (error instanceof Interrupted) process.exitCode = 130;
  else {
    process.stderr.write(`\n${describeError(error)}\n`);
    process.exitCode = 1;
  }
}
