import { z } from "zod";
import { PRIORITIES } from "#contract/submission.ts";
import { createRouting, LANE_NAME, parseRoutes } from "./lanes.ts";
import { DEFAULT_PACKAGE_BYTES } from "./packages/entry-names.ts";
import { maxLimitsEnv } from "./max-limits.ts";

/** Environment of both processes: the only place (besides `stack/env.ts`) where `process.env` is read. */

const port = z.coerce.number().int().min(0).max(65_535);
const count = z.coerce.number().int().positive();
const flag = z
  .enum(["true", "false", "1", "0"])
  .default("false")
  .transform((value) => value === "true" || value === "1");

/** Told where something is measured. Both processes take these. */
const telemetry = {
  /** Bearer token that `/metrics` asks for. */
  METRICS_TOKEN: z.string().min(16, "METRICS_TOKEN needs at least 16 characters").optional(),
  /** Where traces go, for example `http://127.0.0.1:4318`; nothing is traced when unset. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.literal("http/json", "Traces are sent as http/json only").optional(),
  /** Share of traces that are kept, from 0 to 1, of those that the caller has not decided about. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
};

const shared = {
  ...telemetry,
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

function readRoutes(text: string, context: z.RefinementCtx): ReturnType<typeof createRouting> {
  try {
    return createRouting(parseRoutes(text));
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : String(error));
    return z.NEVER;
  }
}

export type SharedEnv = z.infer<z.ZodObject<typeof shared>>;

const host = z.string().default("127.0.0.1");

const GatewayEnv = z.object({
  ...shared,
  ...maxLimitsEnv,
  /** Routing table, such as `java:*:rejudge=slow-java, *:heavy:*=heavy`; one lane per priority when unset. */
  LANE_ROUTES: z.string().default("").transform(readRoutes),
  /** More waiting in one lane are refused with QUEUE_FULL. */
  LANE_MAX_WAITING: count.default(100_000),
  /** More submissions of one user that are not final are refused with RATE_LIMITED. */
  USER_MAX_PENDING: count.default(5_000),
  /** How fast one user may submit in the long run, and how many at once before that. */
  USER_RATE_PER_MINUTE: count.default(1_200),
  USER_BURST: count.default(2_000),
  /** Problem packages may be this large, packed and unpacked. */
  PACKAGE_MAX_BYTES: count.default(DEFAULT_PACKAGE_BYTES),
  HOST: host,
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
  /** Comma-separated, in order of priority. Lanes that the gateways' LANE_ROUTES name must be served by someone. */
  WORKER_LANES: z
    .string()
    .default(PRIORITIES.join(","))
    .transform((value) => value.split(",").map((lane) => lane.trim()))
    .pipe(z.array(z.string().regex(LANE_NAME, "Names of lanes are made of a-z, 0-9 and -")).min(1)),
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
  /** Port on HOST for `/metrics`, `/healthz` and `/readyz`; none when unset. */
  WORKER_METRICS_PORT: port.min(1).optional(),
  HOST: host,
  SHUTDOWN_GRACE_MS: count.default(10_000),
});
export type WorkerEnv = z.infer<typeof WorkerEnv>;

/** What docs/operations.md explains. */
export const environmentNames: readonly string[] = [
  ...new Set([GatewayEnv, WorkerEnv].flatMap(({ shape }) => Object.keys(shape))),
];

const SeedEnv = z.object({
  DATABASE_URL: shared.DATABASE_URL,
  HOST: GatewayEnv.shape.HOST,
  ALLOW_DEMO_ACCOUNTS: flag,
});

/** Of the command line tool: which engine it talks to, by default the local one as its seeded admin. */
const CommandEnv = z.object({
  ENGINE_URL: z.url().optional(),
  ENGINE_TOKEN: z.string().min(1).optional(),
  PORT: GatewayEnv.shape.PORT,
});
export type CommandEnv = z.infer<typeof CommandEnv>;

export function readCommandEnv(source: NodeJS.ProcessEnv = process.env): CommandEnv {
  return parse(CommandEnv, source);
}

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
