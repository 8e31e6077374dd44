import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "./logger.ts";

type ShutdownStep = { name: string; timeoutMs: number; run: () => Promise<unknown> | void };

export type ShutdownPlan = {
  logger: Logger;
  /** Run in order on the first signal. */
  graceful: ShutdownStep[];
  /** Run on the second signal, or when the graceful steps failed. */
  forceful: ShutdownStep[];
};

/** Repeats of the first signal within this time are the same key press or a process group's echo. */
const REPEAT_IGNORED_MS = 1_000;

/**
 * Two stages: the first SIGINT or SIGTERM shuts down gracefully, the next one forcefully. At the end the signal is
 * raised again on the process itself, so that its exit status tells the truth.
 *
 * States: running → (signal) graceful → (all steps done) exit; graceful → (second signal, or a step failed)
 * forceful → exit. Nothing leads back.
 */
export function installShutdown(plan: ShutdownPlan): void {
  let startedAt: number | null = null;
  let forced = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (startedAt === null) {
      startedAt = Date.now();
      void shutDown(signal);
    } else if (!forced && Date.now() - startedAt > REPEAT_IGNORED_MS) {
      forced = true;
      void force(signal);
    }
  };
  const shutDown = async (signal: NodeJS.Signals): Promise<void> => {
    plan.logger.info({ signal }, "Shutting down");
    const failures = await runSteps(plan.graceful);
    if (forced) return;
    for (const failure of failures) plan.logger.error({ err: failure }, "A shutdown step failed");
    if (failures.length > 0) return force(signal);
    raise(signal);
  };
  const force = async (signal: NodeJS.Signals): Promise<void> => {
    forced = true;
    plan.logger.warn({ signal }, "Shutting down by force");
    const failures = await runSteps(plan.forceful);
    for (const failure of failures) plan.logger.error({ err: failure }, "A forced shutdown step failed");
    raise(signal);
  };
  const raise = (signal: NodeJS.Signals): void => {
    process.removeListener("SIGINT", onSignal);
    process.removeListener("SIGTERM", onSignal);
    process.kill(process.pid, signal);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
}

async function runSteps(steps: readonly ShutdownStep[]): Promise<Error[]> {
  const failures: Error[] = [];
  for (const step of steps) {
    try {
      await withTimeout(step);
    } catch (cause) {
      failures.push(new Error(`Shutdown step "${step.name}" failed`, { cause }));
    }
  }
  return failures;
}

async function withTimeout(step: ShutdownStep): Promise<void> {
  const done = new AbortController();
  const timeout = sleep(step.timeoutMs, undefined, { signal: done.signal }).then(
    () => {
      throw new Error(`took longer than ${step.timeoutMs} ms`);
    },
    () => undefined,
  );
  try {
    await Promise.race([step.run(), timeout]);
  } finally {
    done.abort();
  }
}
