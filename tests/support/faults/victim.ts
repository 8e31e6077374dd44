import type { EngineProcess } from "../processes.ts";
import type { Cluster } from "./cluster.ts";
import { createPostgresWire, type Statement } from "./postgres-wire.ts";
import { createRedisWire, type RedisCommand, type RedisReply } from "./redis-wire.ts";
import { StepProxy, type AtStop } from "./step-proxy.ts";
import { hasTakenOver, isDone, STEPS, type Step } from "./steps.ts";

/** Two proxies in front of the stores, for processes that are to die at one single step. */
export type Path = {
  /** For the processes that go this way. */
  environment: { REDIS_URL: string; DATABASE_URL: string };
  /** Does something at the next such step. */
  arm: (step: Step, when: "before" | "after", atStop: AtStop) => void;
  /** Kills at the next such step; resolves when that process is dead. */
  killAt: (step: Step, when: "before" | "after", victim: () => EngineProcess | undefined) => Promise<void>;
  close: () => Promise<void>;
};

export async function openPath({ services, databaseUrl }: Cluster): Promise<Path> {
  const redis = new StepProxy<RedisCommand, RedisReply>(services.redisUrl, createRedisWire);
  const postgres = new StepProxy<Statement, "ready">(databaseUrl, createPostgresWire);
  const environment = { REDIS_URL: await redis.listen(), DATABASE_URL: await postgres.listen() };
  const arm: Path["arm"] = (step, when, atStop) => {
    if (step.store === "postgres") return postgres.arm({ isRequest: step.isRequest, when }, atStop);
    const isReply = step === STEPS.takeOver ? hasTakenOver : isDone;
    redis.arm({ isRequest: step.isRequest, when, isReply }, atStop);
  };
  return {
    environment,
    arm,
    killAt: (step, when, victim) =>
      new Promise((resolve, reject) => {
        arm(step, when, () => {
          const process = victim();
          if (process) process.kill().then(resolve, reject);
          else reject(new Error(`Nobody to kill ${when} ${step.name}`));
          return "gone";
        });
      }),
    close: async () => {
      await Promise.all([redis.close(), postgres.close()]);
    },
  };
}
