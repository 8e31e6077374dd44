import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { ZipFile } from "yazl";

const ROOT = join(import.meta.dirname, "..", "packages");

/** The files of one of our own example packages, by name. */
export function examplePackage(name: string): Map<string, string> {
  const folder = join(ROOT, name);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

/** A zip of a folder of this name with these files. */
export async function zipOf(name: string, files: ReadonlyMap<string, string | Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [file, content] of files) zip.addBuffer(Buffer.from(content), `${name}/${file}`);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as Readable) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The same archive with one name put for another of the same length, as no honest tool would write it. */
export function renamed(zip: Buffer, from: string, to: string): Buffer {
  if (from.length !== to.length) throw new Error("Names of the same length only");
  return Buffer.from(zip.toString("latin1").replaceAll(from, to), "latin1");
}

export function save(path: string, zip: Buffer): string {
  writeFileSync(path, zip);
  return path;
}
