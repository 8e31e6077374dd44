import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { renamed, save, zipOf } from "../../../tests/support/packages.ts";
import { boundsFor } from "./entry-names.ts";
import { openZip } from "./zip-source.ts";

const folder = mkdtempSync(join(tmpdir(), "engine-zip-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bounds = boundsFor(64 * 1024 * 1024);
const path = join(folder, "archive.zip");

test("files are read by their names in the package, clutter is left out", async () => {
  const zip = await zipOf(
    "hello",
    new Map([
      ["problem.yaml", "a"],
      ["data/secret/1.in", "b"],
      [".DS_Store", ""],
    ]),
  );
  const source = await openZip(save(path, zip), bounds);
  expect(source.name).toBe("hello");
  expect([...source.files]).toEqual([
    ["problem.yaml", { bytes: 1 }],
    ["data/secret/1.in", { bytes: 1 }],
  ]);
  expect(Buffer.from(await source.read("data/secret/1.in")).toString()).toBe("b");
  source.close();
});

describe("refused, with the name of the entry", () => {
  const file = (name: string): Promise<Buffer> => zipOf("d", new Map([[name, "x"]]));
  const rows: [string, () => Promise<Buffer>, RegExp][] = [
    ["no archive", () => Promise.resolve(Buffer.from("hello")), /not a usable zip/],
    ["a name that climbs", async () => renamed(await file("aa/x"), "d/aa/x", "d/../x"), /d\/\.\.\/x/],
    ["a name from the root", async () => renamed(await file("x"), "d/x", "//x"), /\/\/x/],
    ["a drive", async () => renamed(await file("xy"), "d/xy", "C:xy"), /C:xy/],
    ["a backslash", async () => renamed(await file("aa-x"), "d/aa-x", "..\\..x"), /x/],
    ["control characters", async () => renamed(await file("abc"), "abc", "a\u0007c"), /cannot be shown/],
    [
      "the same name twice",
      async () =>
        renamed(
          await zipOf(
            "d",
            new Map([
              ["a", "1"],
              ["b", "2"],
            ]),
          ),
          "d/b",
          "d/a",
        ),
      /same name/,
    ],
    [
      "names that differ in case",
      () =>
        zipOf(
          "d",
          new Map([
            ["a", "1"],
            ["A", "2"],
          ]),
        ),
      /same name/,
    ],
    ["too large", () => zipOf("d", new Map([["a", Buffer.alloc(70 << 20, "ab")]])), /larger than/],
    ["a bomb", () => zipOf("d", new Map([["a", Buffer.alloc(40 << 20)]])), /zip bombs/],
  ];
  test.each(rows)("%s", async (_what, make, message) => {
    await expect(openZip(save(path, await make()), bounds)).rejects.toThrow(message);
  });

  test("a link", async () => {
    const zip = await file("link");
    // The last 16 bits of the external attributes in the directory are the kind of file.
    const directory = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    zip.writeUInt16LE(0o120777, directory + 40);
    await expect(openZip(save(path, zip), bounds)).rejects.toThrow(/"d\/link" is a link/);
  });

  test("too many entries", async () => {
    const zip = await zipOf("d", new Map(Array.from({ length: 5 }, (_, index) => [`f${index}`, ""])));
    await expect(openZip(save(path, zip), { ...bounds, entries: 4 })).rejects.toThrow(/5 entries/);
  });

  test("an entry that unpacks to more than it says", async () => {
    const zip = await zipOf("d", new Map([["a", "x".repeat(10_000)]]));
    const directory = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    zip.writeUInt32LE(10, directory + 24);
    const source = await openZip(save(path, zip), bounds);
    await expect(source.read("a")).rejects.toThrow(/cannot be unpacked/);
    source.close();
  });
});
