import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isLocked, lockFolder, portFor, readSecrets, requireDiskSpace, whyNotListen } from "./data-dir.ts";
import { recordProcess } from "./process-table.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "data-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("lockFolder", () => {
  test("refuses a second holder and says who the first is", () => {
    const unlock = lockFolder(folder);
    expect(isLocked(folder)).toBe(true);
    expect(() => lockFolder(folder)).toThrow(
      `already runs with the data directory ${folder} (process ${process.pid})`,
    );
    unlock();
    expect(isLocked(folder)).toBe(false);
    lockFolder(folder)();
  });

  test("takes over from a process that is gone", () => {
    writeFileSync(join(folder, "lock.json"), JSON.stringify({ pid: 4_000_000, startedAt: "long ago" }));
    expect(isLocked(folder)).toBe(false);
    lockFolder(folder)();
  });

  test.each([
    [
      "the number now belongs to another process",
      JSON.stringify({ ...recordProcess(process.pid), startedAt: "boot/1" }),
    ],
    ["the lock was cut short", '{"pid":'],
  ])("takes over when %s", (_why, lock) => {
    writeFileSync(join(folder, "lock.json"), lock);
    const unlock = lockFolder(folder);
    expect(isLocked(folder)).toBe(true);
    unlock();
  });
});

describe("readSecrets", () => {
  test("makes them up once, for the owner's eyes only", () => {
    const secrets = readSecrets(folder);
    expect(new Set(Object.values(secrets)).size).toBe(3);
    expect(readSecrets(folder)).toEqual(secrets);
    expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
  });

  test("keeps what is there and adds what is missing", () => {
    writeFileSync(join(folder, "secrets.json"), JSON.stringify({ authSecret: "kept" }));
    expect(readSecrets(folder).authSecret).toBe("kept");
    expect(readSecrets(folder).redisPassword).toBe(readSecrets(folder).redisPassword);
  });
});

test("portFor gives the same port again, unless it has been taken", async () => {
  const port = await portFor(folder, "redis");
  expect(await portFor(folder, "redis")).toBe(port);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  expect(await whyNotListen("127.0.0.1", port)).toBe("EADDRINUSE");
  expect(await portFor(folder, "redis")).not.toBe(port);
  await new Promise((resolve) => server.close(resolve));
});

test("requireDiskSpace names what needs the room", () => {
  requireDiskSpace(folder, { bytes: 1, what: "a test" });
  expect(() => requireDiskSpace(folder, { bytes: Number.MAX_SAFE_INTEGER, what: "a test" })).toThrow(
    /has [\d.]+ GB free, but a test needs/,
  );
});
