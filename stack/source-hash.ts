import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PROJECT_ROOT } from "./env.ts";

/** Tells whether something must be made again: by content, since dates do not survive a clone. */

const NOT_SOURCES = /(^|\/)(generated|monaco\/vs|runner|smoke)(\/|$)|\.test\.tsx?$|\.sh$|(^|\/)\./;

/** Over all files below these paths of the project. */
export function hashOf(paths: readonly string[]): string {
  const hash = createHash("sha256").update(process.version);
  for (const path of paths.flatMap(filesBelow)) {
    const bytes = readFileSync(join(PROJECT_ROOT, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

function filesBelow(path: string): string[] {
  const full = join(PROJECT_ROOT, path);
  if (NOT_SOURCES.test(path) || !existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .toSorted()
    .flatMap((name) => filesBelow(`${path}/${name}`));
}

export function readStamp(file: string): string | null {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
}

export function writeStamp(file: string, hash: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${hash}\n`);
}
