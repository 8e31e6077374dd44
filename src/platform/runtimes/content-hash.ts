import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export type HashedFolder = {
  folder: string;
  /** Paths relative to the folder, folders ending in "/", that do not matter to what is built from it. */
  ignore?: readonly string[];
};

/**
 * The first 12 hexadecimal digits of a sha256 over every file of the folders: relative path, executable bit, bytes.
 * Equal inputs give equal names on every machine, so an image is built again exactly when its inputs change.
 */
export function contentHash(folders: readonly HashedFolder[]): string {
  const hash = createHash("sha256");
  for (const { folder, ignore = [] } of folders) {
    for (const path of listFiles(folder, ignore)) {
      const file = join(folder, path);
      const executable = (statSync(file).mode & 0o111) !== 0;
      const bytes = readFileSync(file);
      hash.update(`${path}\0${executable ? "x" : "-"}\0${bytes.length}\0`);
      hash.update(bytes);
    }
    hash.update("\0");
  }
  return hash.digest("hex").slice(0, 12);
}

/** Every file under `folder` in a fixed order, hidden ones left out (editors and version control put those there). */
function listFiles(folder: string, ignore: readonly string[], prefix = ""): string[] {
  const entries = readdirSync(join(folder, prefix), { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith("."))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (ignore.includes(entry.isDirectory() ? `${path}/` : path)) return [];
    if (entry.isDirectory()) return listFiles(folder, ignore, path);
    return entry.isFile() ? [path] : [];
  });
}
