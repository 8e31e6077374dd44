import { createWriteStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { checkName, isClutter } from "#platform/packages/entry-names.ts";
import { PackageError } from "#platform/packages/package-error.ts";

/** Packs a package's folder as the engine takes it. Links are refused: they may lead out of the folder. */
export async function zipFolder(folder: string, target: string): Promise<void> {
  const zip = new ZipFile();
  const name = basename(resolve(folder));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const relative = path.slice(join(folder, "/").length);
    if (isClutter(relative) || entry.isDirectory()) continue;
    if (!entry.isFile())
      throw new PackageError(`"${relative}" is a link or no ordinary file. Put the file itself there.`);
    checkName(relative);
    zip.addFile(path, `${name}/${relative}`);
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(target));
}
