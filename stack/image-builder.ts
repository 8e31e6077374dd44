import { existsSync, mkdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { loadRuntimeCatalogue } from "#platform/runtimes/catalogue.ts";
import { ensureBaseImage } from "./base-image.ts";
import { tailOfFile } from "./command.ts";
import { requireDiskSpace } from "./data-dir.ts";
import { docker, dockerOrFail } from "./docker.ts";
import { childEnv, PROJECT_ROOT } from "./env.ts";
import { StackError } from "./stack-error.ts";
import type { Steps } from "./steps.ts";

/**
 * Builds the images of all languages that are not there yet. An image's tag is a hash of everything it is made from,
 * so what exists is right, and what changed is built again. Nothing is ever replaced under a running worker.
 */

const SPACE_NEEDED = { bytes: 3e9, what: "building the languages' images" };

export type ImagesOptions = {
  host: string;
  dataDir: string;
  /** Whether the engine is ours alone: then images that no language uses any more are removed. */
  own: boolean;
  steps: Steps;
  signal?: AbortSignal | undefined;
};

type Image = { name: string; tag: string; folder: string; buildArgs: readonly string[] };

export async function buildImages(options: ImagesOptions): Promise<void> {
  const { steps, signal } = options;
  const runtimesDir = join(PROJECT_ROOT, "runtimes");
  const runnerDir = join(PROJECT_ROOT, "worker", "runner");
  if (!existsSync(runtimesDir))
    throw new StackError(`The folder ${runtimesDir} with the languages is missing.`);
  const catalogue = loadRuntimeCatalogue({ runtimesDir, runnerDir });
  const runner: Image = { name: "runner", tag: catalogue.runnerImageTag(), folder: runnerDir, buildArgs: [] };
  const runtimes = catalogue.runtimes.map((runtime): Image => ({
    name: runtime.slug,
    tag: catalogue.imageTag(runtime.slug),
    folder: join(runtimesDir, runtime.slug),
    buildArgs: [`RUNNER_IMAGE=${runner.tag}`],
  }));
  const present = await presentTags(options);
  const missing = runtimes.filter((image) => !present.has(image.tag));
  if (missing.length === 0) return;
  await checkSpace(options);
  const logDir = join(options.dataDir, "logs", "images");
  mkdirSync(logDir, { recursive: true });
  await steps.run("Base image", async (report) => {
    const logFile = freshLog(logDir, "base");
    await ensureBaseImage({ host: options.host, workDir: options.dataDir, logFile, signal, report });
  });
  if (!present.has(runner.tag)) await buildOne(runner, { ...options, logDir });
  await inParallel(missing, (image, abort) => buildOne(image, { ...options, logDir, signal: abort }), signal);
  if (options.own)
    await removeOutdated(options.host, new Set([runner, ...runtimes].map((image) => image.tag)));
}

/** What earlier versions of the languages have left; a failure costs disk space, nothing else. */
async function removeOutdated(host: string, current: ReadonlySet<string>): Promise<void> {
  const list = await docker(host, [
    "image",
    "ls",
    "--format",
    "{{.Repository}}:{{.Tag}}",
    "code-exec-engine/*",
  ]);
  const outdated = list.stdout.split("\n").filter((tag) => /:[0-9a-f]{12}$/.test(tag) && !current.has(tag));
  if (outdated.length > 0) await docker(host, ["image", "rm", ...outdated]);
}

async function buildOne(image: Image, options: ImagesOptions & { logDir: string }): Promise<void> {
  await options.steps.run(`Image ${image.name}`, async (report) => {
    const logFile = freshLog(options.logDir, image.name);
    const args = [...image.buildArgs, ...proxyArguments()].flatMap((value) => ["--build-arg", value]);
    const result = await docker(
      options.host,
      ["build", "--force-rm", "--network", "host", ...args, "--tag", image.tag, image.folder],
      {
        logFile,
        signal: options.signal,
        onLine: (line) => {
          if (line.startsWith("Step ")) report(line.slice(0, 60));
        },
      },
    );
    report("");
    if (result.code === 0) return;
    const log = tailOfFile(logFile);
    throw new StackError(
      log.includes("no space left on device")
        ? `The disk was full while the image of ${image.name} was built: free some space and start again.`
        : `The image of ${image.name} could not be built. The whole log is ${logFile}.`,
      { details: log },
    );
  });
}

/** docker takes their values from its own environment: a machine behind a proxy builds behind it too. */
function proxyArguments(): string[] {
  const names = ["http_proxy", "https_proxy", "no_proxy"].flatMap((name) => [name, name.toUpperCase()]);
  const env = childEnv();
  return names.filter((name) => env[name] !== undefined && env[name] !== "");
}

async function presentTags(options: ImagesOptions): Promise<Set<string>> {
  const list = await dockerOrFail(options.host, ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"], {
    signal: options.signal,
  });
  return new Set(list.split("\n"));
}

/** Only where the engine's folder is on this machine. */
async function checkSpace(options: ImagesOptions): Promise<void> {
  const folder = await dockerOrFail(options.host, ["info", "--format", "{{.DockerRootDir}}"], {
    signal: options.signal,
  });
  if (options.host.startsWith("unix://") && existsSync(folder)) requireDiskSpace(folder, SPACE_NEEDED);
}

function freshLog(folder: string, name: string): string {
  const file = join(folder, `${name}.log`);
  rmSync(file, { force: true });
  return file;
}

/** A few at a time; the first failure ends the others. */
async function inParallel(
  images: readonly Image[],
  build: (image: Image, signal: AbortSignal) => Promise<void>,
  outer: AbortSignal | undefined,
): Promise<void> {
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, ...(outer === undefined ? [] : [outer])]);
  const waiting = [...images];
  const failures: unknown[] = [];
  const builder = async (): Promise<void> => {
    for (let image = waiting.shift(); image !== undefined; image = waiting.shift()) {
      try {
        await build(image, signal);
      } catch (error) {
        waiting.length = 0;
        failures.push(error);
        failure.abort(error);
      }
    }
  };
  const builders = Math.min(Math.max(2, availableParallelism()), 4);
  await Promise.all(Array.from({ length: builders }, builder));
  if (failures.length > 0) throw failures[0];
}
