import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { isRunning, recordProcess, type RecordedProcess } from "./process-table.ts";
import { errorCode, StackError } from "./stack-error.ts";

/** What belongs to one data directory: who uses it, its passwords, and the ports its services were given. */

export type Secrets = { postgresPassword: string; redisPassword: string; authSecret: string };

/** Takes a folder for this process. The returned function gives it back. */
export function lockFolder(folder: string): () => void {
  const file = join(folder, "lock.json");
  try {
    mkdirSync(folder, { recursive: true });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (tryToCreate(file, JSON.stringify(recordProcess(process.pid))))
        return () => rmSync(file, { force: true });
      const holder = readRecord(file);
      if (holder !== null && isRunning(holder)) throw new LockedError(folder, holder.pid);
      rmSync(file, { force: true });
    }
  } catch (cause) {
    if (cause instanceof StackError || errorCode(cause) === "ENOSPC") throw cause;
    throw new StackError(`The folder ${folder} is not usable: set DATA_DIR to a folder you may write to.`, {
      cause,
    });
  }
  throw new StackError(`Another start is taking ${folder} at this very moment: wait for it, then try again.`);
}

/** Whether a living process has taken the folder. */
export function isLocked(folder: string): boolean {
  const holder = readRecord(join(folder, "lock.json"));
  return holder !== null && isRunning(holder);
}

export class LockedError extends StackError {
  constructor(folder: string, pid: number) {
    super(
      `The engine already runs with the data directory ${folder} (process ${pid}): stop it first, or set DATA_DIR to another folder.`,
    );
  }
}

function tryToCreate(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

function readRecord(file: string): RecordedProcess | null {
  const value = readJson(file);
  return isObject(value) && typeof value["pid"] === "number" && typeof value["startedAt"] === "string"
    ? { pid: value["pid"], startedAt: value["startedAt"] }
    : null;
}

/** Made up at the first start; readable by the owner only. */
export function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, "secrets.json");
  const stored = readJson(file);
  const known = isObject(stored) ? stored : {};
  const knownOrRandom = (name: string): string => {
    const value = known[name];
    return typeof value === "string" ? value : randomBytes(32).toString("base64url");
  };
  const secrets: Secrets = {
    postgresPassword: knownOrRandom("postgresPassword"),
    redisPassword: knownOrRandom("redisPassword"),
    authSecret: knownOrRandom("authSecret"),
  };
  if (Object.keys(secrets).some((name) => !(name in known))) writeWhole(file, JSON.stringify(secrets));
  return secrets;
}

/** The port this service had the last time when it is still free, a free one otherwise. Loopback only. */
export async function portFor(dataDir: string, service: string): Promise<number> {
  const file = join(dataDir, `${service}.port`);
  const known = readJson(file);
  if (typeof known === "number" && (await isFree(known))) return known;
  const port = await freePort();
  writeWhole(file, JSON.stringify(port));
  return port;
}

/** Null when we could listen there, or the error code of why not. */
export async function whyNotListen(host: string, port: number): Promise<string | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.on("error", (error) => resolve(errorCode(error) ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen({ host: "127.0.0.1", port: 0 }, () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === "object" && address !== null) resolve(address.port);
        else reject(new StackError("This machine has no free port on 127.0.0.1."));
      });
    });
  });
}

/** Stops with a sentence when the disk below `folder` has too little room for `what`. */
export function requireDiskSpace(folder: string, needed: { bytes: number; what: string }): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= needed.bytes) return;
  throw new StackError(
    `The disk of ${folder} has ${gigabytes(free)} GB free, but ${needed.what} needs ${gigabytes(needed.bytes)} GB: free some space, or set DATA_DIR to a larger disk.`,
  );
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

async function isFree(port: number): Promise<boolean> {
  return (await whyNotListen("127.0.0.1", port)) === null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** Never leaves half a file behind, whatever happens in the middle. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
