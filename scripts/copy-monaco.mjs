/** Puts Monaco where the browser can load it from our own origin: `/monaco/vs`. Does nothing when it is there already. */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "node_modules", "monaco-editor");
const target = join(root, "public", "monaco");
const stamp = join(target, "version.txt");

const { version } = JSON.parse(await readFile(join(source, "package.json"), "utf8"));
const present = await readFile(stamp, "utf8").catch(() => null);

if (present !== version) {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await cp(join(source, "min", "vs"), join(target, "vs"), { recursive: true });
  // Written last: a copy that was interrupted is made again.
  await writeFile(stamp, version);
}
