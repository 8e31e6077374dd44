import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrateDatabase } from "../../stack/database.ts";
import { PROJECT_ROOT } from "../../stack/env.ts";
import { isRunning, recordProcess } from "../../stack/process-table.ts";
import { startServices, type Services } from "../../stack/services.ts";

/** The services of a machine of one's own: real Postgres and Redis, started, killed and stopped. */

let dataDir: string;
let services: Services;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "engine-stack-"));
  services = await start();
});

afterAll(async () => {
  await services.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function start(): Promise<Services> {
  return startServices({ dataDir, needs: { postgres: true, redis: true }, durable: true });
}

function pidOf(name: string): number {
  const { pid }: { pid: number } = JSON.parse(readFileSync(join(dataDir, "run", `${name}.json`), "utf8"));
  return pid;
}

async function query<Row extends object>(sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: services.databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

function redis(command: string): Promise<string> {
  const { port, password } = new URL(services.redisUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () => {
      socket.write(`AUTH ${password}\r\n${command}\r\nQUIT\r\n`);
    });
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString()));
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

async function eventually<Value>(attempt: () => Promise<Value>): Promise<Value> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

describe("services of our own", () => {
  test("a second start with the same data directory says who is there", async () => {
    await expect(start()).rejects.toThrow(`(process ${process.pid}): stop it first`);
  });

  test("Postgres and Redis come back with their data after they were killed", async () => {
    await query("CREATE TABLE kept (value integer)");
    await query("INSERT INTO kept VALUES (42)");
    await redis("SET kept 42");
    await sleep(1_200); // Redis writes to the disk once a second
    process.kill(pidOf("postgres"), "SIGKILL");
    process.kill(pidOf("redis"), "SIGKILL");
    await sleep(100);
    expect(await eventually(() => query("SELECT value FROM kept"))).toEqual([{ value: 42 }]);
    expect(
      await eventually(async () => {
        const answer = await redis("GET kept");
        if (!answer.includes("42")) throw new Error(answer);
        return answer;
      }),
    ).toContain("42");
  });

  test("stopping ends every process, and the next start finds the data", async () => {
    const processes = ["postgres", "redis"].map((name) => recordProcess(pidOf(name)));
    await services.stop();
    expect(processes.map(isRunning)).toEqual([false, false]);
    services = await start();
    expect(await query("SELECT value FROM kept")).toEqual([{ value: 42 }]);
    expect(services.migrated?.applied).toEqual([]);
  });
});

describe("migrations", () => {
  const original = join(PROJECT_ROOT, "prisma", "migrations");

  test("are recorded the way Prisma records them", async () => {
    const rows = await query<Record<string, unknown>>(`SELECT * FROM "_prisma_migrations"`);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).toMatchObject({ applied_steps_count: 1, logs: null, rolled_back_at: null });
      expect(row["checksum"]).toMatch(/^[0-9a-f]{64}$/);
      expect(row["finished_at"]).toBeInstanceOf(Date);
    }
  });

  test("one that was changed after it had been applied is refused, one that fails may be repaired", async () => {
    const folder = join(dataDir, "migrations");
    cpSync(original, folder, { recursive: true });
    const broken = join(folder, "99990101000000_broken");
    cpSync(join(folder, "20261122000000_init"), broken, { recursive: true });
    writeFileSync(join(broken, "migration.sql"), "CREATE TABLE half (id integer); SELECT nonsense;");
    await expect(migrateDatabase(services.databaseUrl, folder)).rejects.toThrow("could not be applied");
    expect(await query("SELECT to_regclass('half') AS found")).toEqual([{ found: null }]);
    writeFileSync(join(broken, "migration.sql"), "CREATE TABLE half (id integer);");
    expect((await migrateDatabase(services.databaseUrl, folder)).applied).toEqual(["99990101000000_broken"]);
    writeFileSync(join(broken, "migration.sql"), "CREATE TABLE other (id integer);");
    await expect(migrateDatabase(services.databaseUrl, folder)).rejects.toThrow("was changed after");
  });
});
