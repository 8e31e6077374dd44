import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { aptOptions, debianSources } from "./apt-sources.ts";
import { asRoot, findExecutable, run, tailOf } from "./command.ts";
import { docker } from "./docker.ts";
import { PROJECT_ROOT } from "./env.ts";
import { StackError } from "./stack-error.ts";
import type { Report } from "./steps.ts";

/**
 * The image every runtime starts from. Where a registry answers it is pulled; where none can be reached, the same
 * Debian is put together from the machine's own package sources and given the same name.
 */

export const BASE_IMAGE = "debian:bookworm-slim";
const SUITE = "bookworm";
/** A registry that has not begun to send anything by then counts as unreachable. */
const PULL_STARTS_WITHIN_MS = 15_000;
const PULL_ENDS_WITHIN_MS = 300_000;

/** What the official slim image leaves out. */
const LEFT_OUT = [
  "/usr/share/doc/*",
  "/usr/share/info/*",
  "/usr/share/man/*",
  "/usr/share/locale/*",
  "/usr/share/lintian/*",
];

export type BaseImageOptions = {
  host: string;
  workDir: string;
  logFile: string;
  signal?: AbortSignal | undefined;
  report: Report;
};

export async function ensureBaseImage(options: BaseImageOptions): Promise<void> {
  const present = await docker(options.host, ["image", "inspect", BASE_IMAGE], { signal: options.signal });
  if (present.code === 0) return;
  options.report(`asking a registry for ${BASE_IMAGE}`);
  if (await pull(options)) return;
  await build(options);
}

async function pull(options: BaseImageOptions): Promise<boolean> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PULL_STARTS_WITHIN_MS);
  const signal = AbortSignal.any([
    patience.signal,
    ...(options.signal === undefined ? [] : [options.signal]),
  ]);
  try {
    const result = await docker(options.host, ["pull", BASE_IMAGE], {
      signal,
      timeoutMs: PULL_ENDS_WITHIN_MS,
      logFile: options.logFile,
      onLine: (line) => {
        if (/Pulling fs layer|Already exists|Download/.test(line)) clearTimeout(timer);
      },
    });
    return result.code === 0;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (patience.signal.aborted) return false;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function build(options: BaseImageOptions): Promise<void> {
  if (findExecutable("mmdebstrap") === null) await installMmdebstrap(options);
  options.report("no registry answers: building Debian from package sources");
  const folder = mkdtempSync(join(options.workDir, "base-"));
  try {
    const archive = join(folder, "base.tar");
    const command = await asRoot(["mmdebstrap", ...(await mmdebstrapArguments(folder, archive))]);
    if (command === null)
      throw new StackError(`Building ${BASE_IMAGE} needs root: start this as root or as a user with sudo.`);
    const built = await run(command, { cwd: "/", logFile: options.logFile, signal: options.signal });
    if (built.code !== 0) {
      throw new StackError(
        `The image ${BASE_IMAGE} could not be built from this machine's package sources.`,
        { details: tailOf(built.stderr) },
      );
    }
    const change = ["--change", 'CMD ["bash"]'];
    const imported = await docker(options.host, ["import", ...change, archive, BASE_IMAGE], {
      logFile: options.logFile,
      signal: options.signal,
    });
    if (imported.code !== 0) {
      throw new StackError(`Docker did not take the image ${BASE_IMAGE}.`, {
        details: tailOf(imported.stderr),
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function installMmdebstrap(options: BaseImageOptions): Promise<void> {
  options.report("no registry answers: installing the Debian package mmdebstrap");
  const script = join(PROJECT_ROOT, "scripts", "install-packages.sh");
  const result = await run(["bash", script, "mmdebstrap", "debian-archive-keyring"], {
    logFile: options.logFile,
    signal: options.signal,
  });
  if (result.code === 0) return;
  throw new StackError(
    `The image ${BASE_IMAGE} is not here, no registry could be reached, and the Debian package mmdebstrap, with which it would be built, could not be installed.`,
    { details: tailOf(result.stderr) },
  );
}

async function mmdebstrapArguments(folder: string, archive: string): Promise<string[]> {
  const sources = debianSources(SUITE);
  const overHttps = sources.some((line) => line.includes("https://"));
  const options = [
    "--variant=minbase",
    ...(overHttps ? ["--include=ca-certificates"] : []),
    ...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
    "--dpkgopt=path-include=/usr/share/doc/*/copyright",
    ...(await aptOptions()).map((option) => `--aptopt=${option}`),
    SUITE,
    archive,
  ];
  if (sources.length === 0) return options;
  const file = join(folder, "sources.list");
  writeFileSync(file, `${sources.join("\n")}\n`);
  return [...options, file];
}
