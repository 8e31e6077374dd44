import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { StackError } from "./stack-error.ts";

/** The only place in `stack/` that reads the environment. */

export const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

export type StackEnv = {
  host: string;
  port: number;
  dataDir: string;
  /** Given by the operator; null means that we run our own. */
  databaseUrl: string | null;
  redisUrl: string | null;
  dockerHost: string | null;
  workerSlots: number;
  publicUrl: string | null;
  allowDemoAccounts: boolean;
  /** In continuous integration a missing part is a failure, never a reason to skip. */
  ci: boolean;
};

export function readStackEnv(source: NodeJS.ProcessEnv = process.env): StackEnv {
  const text = (name: string): string | null => {
    const value = source[name]?.trim();
    return value === undefined || value === "" ? null : value;
  };
  return {
    host: text("HOST") ?? "127.0.0.1",
    port: wholeNumber("PORT", text("PORT") ?? "3000", { min: 0, max: 65_535 }),
    dataDir: resolve(text("DATA_DIR") ?? resolve(PROJECT_ROOT, ".data")),
    databaseUrl: url("DATABASE_URL", text("DATABASE_URL"), "postgresql:"),
    redisUrl: url("REDIS_URL", text("REDIS_URL"), "redis:"),
    dockerHost: text("DOCKER_HOST"),
    workerSlots: wholeNumber("WORKER_SLOTS", text("WORKER_SLOTS") ?? String(availableParallelism()), {
      min: 1,
      max: 1024,
    }),
    publicUrl: text("PUBLIC_URL"),
    allowDemoAccounts: ["true", "1"].includes(text("ALLOW_DEMO_ACCOUNTS") ?? ""),
    ci: ["true", "1"].includes(text("CI") ?? ""),
  };
}

/** What children inherit: everything we were given, with some names set (or, when null, removed). */
export function childEnv(changes: Readonly<Record<string, string | null>> = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete env[name];
    else env[name] = value;
  }
  return env;
}

/** Folders of executables; the system ones too, which are missing from the path of ordinary Debian users. */
export function executablePath(): string[] {
  const given = (process.env["PATH"] ?? "").split(":").filter((folder) => folder !== "");
  return [
    ...new Set([...given, "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin"]),
  ];
}

function wholeNumber(name: string, value: string, range: { min: number; max: number }): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= range.min && number <= range.max) return number;
  throw new StackError(
    `${name} is "${value}", but must be a whole number from ${range.min} to ${range.max}.`,
  );
}

function url(name: string, value: string | null, protocol: string): string | null {
  if (value === null) return null;
  const parsed = URL.canParse(value) ? new URL(value) : null;
  const accepted = [protocol, protocol.replace("sql:", ":"), protocol.replace("redis:", "rediss:")];
  if (parsed !== null && accepted.includes(parsed.protocol)) return value;
  throw new StackError(`${name} must be an address such as ${protocol}//user:password@host:port.`);
}
