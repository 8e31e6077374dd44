import { z } from "zod";
import { DEFAULT_MAX_LIMITS } from "#contract/limits.ts";
import { LANES } from "./lanes.ts";

/** Environment of both processes: the only place (besides `stack/env.ts`) where `process.env` is read. */

const port = z.coerce.number().int().min(0).max(65_535);
const count = z.coerce.number().int().positive();
const flag = z
  .enum(["true", "false", "1", "0"])
  .default("false")
  .transform((value) => value === "true" || value === "1");

const shared = {
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  /** Prefix of every Redis key, so that several engines may share one Redis. */
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w:-]*$/)
    .default(""),
  /** Folder with one folder per language. */
  RUNTIMES_DIR: z.string().default("runtimes"),
  /** A claim that was not kept alive for this long may be taken over by another worker. */
  CLAIM_TIMEOUT_MS: count.default(10_000),
};

const maxLimits = {
  MAX_CPU_MS: count.default(DEFAULT_MAX_LIMITS.cpuMs),
  MAX_WALL_MS: count.default(DEFAULT_MAX_LIMITS.wallMs),
  MAX_MEMORY_BYTES: count.default(DEFAULT_MAX_LIMITS.memoryBytes),
  MAX_OUTPUT_BYTES: count.default(DEFAULT_MAX_LIMITS.outputBytes),
};

const GatewayEnv = z.object({
  ...shared,
  ...maxLimits,
  HOST: z.string().default("127.0.0.1"),
  PORT: port.default(3000),
  /** Origin people type into their browser, when it differs from http://HOST:PORT (a proxy, TLS). */
  PUBLIC_URL: z.url().optional(),
  /** Believe `X-Forwarded-For`: only behind a proxy that sets it. */
  TRUST_PROXY: flag,
  AUTH_SECRET: z.string().min(32, "AUTH_SECRET needs at least 32 characters"),
  /** The seeded accounts have well-known passwords: they may sign in from loopback only, unless this is set. */
  ALLOW_DEMO_ACCOUNTS: flag,
  SHUTDOWN_GRACE_MS: count.default(10_000),
});
export type GatewayEnv = z.infer<typeof GatewayEnv>;

const WorkerEnv = z.object({
  ...shared,
  WORKER_ID: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .optional(),
  /** How many submissions run at once; by default one per core. */
  WORKER_SLOTS: count.optional(),
  /** Comma-separated, in order of priority. */
  WORKER_LANES: z
    .string()
    .default(LANES.join(","))
    .transform((value) => value.split(",").map((lane) => lane.trim()))
    .pipe(z.array(z.enum(LANES)).min(1)),
  /** Docker runtime, for example `runsc`; Docker's default when unset. */
  SANDBOX_RUNTIME: z.string().min(1).optional(),
  /** `never`: every submission gets its own fresh container. */
  SANDBOX_REUSE: z.enum(["auto", "never"]).default("auto"),
  /** First of the user ids given to containers. */
  SANDBOX_UID_BASE: count.default(20_000),
  /** Seccomp profile of the containers. */
  SECCOMP_PROFILE: z.string().default("worker/sandbox/seccomp.json"),
  /** Keep each slot on its own core. */
  SANDBOX_PIN_CORES: flag.prefault("true"),
  SHUTDOWN_GRACE_MS: count.default(10_000),
});
export type WorkerEnv = z.infer<typeof WorkerEnv>;

const SeedEnv = z.object({
  DATABASE_URL: shared.DATABASE_URL,
  HOST: GatewayEnv.shape.HOST,
  ALLOW_DEMO_ACCOUNTS: flag,
});

export function readSeedEnv(source: NodeJS.ProcessEnv = process.env): z.infer<typeof SeedEnv> {
  return parse(SeedEnv, source);
}

export function readGatewayEnv(source: NodeJS.ProcessEnv = process.env): GatewayEnv {
  return parse(GatewayEnv, source);
}

export function readWorkerEnv(source: NodeJS.ProcessEnv = process.env): WorkerEnv {
  return parse(WorkerEnv, source);
}

/** Empty variables count as unset: that is what `NAME= command` and most env files mean. */
function parse<Schema extends z.ZodType>(schema: Schema, source: NodeJS.ProcessEnv): z.infer<Schema> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new Error(`The environment is not usable:\n${z.prettifyError(result.error)}`);
}
