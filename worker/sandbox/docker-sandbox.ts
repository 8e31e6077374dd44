import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { effectiveMemoryBytes, type RuntimeCatalogue } from "#platform/runtimes/catalogue.ts";
import type { Runtime } from "#platform/runtimes/runtime-schema.ts";
import type { ContainerCounts } from "#platform/metrics/worker-metrics.ts";
import type { Logger } from "#platform/logger.ts";
import type { ContainerEngine, EngineInfo, ListedContainer } from "./container-engine.ts";
import { createDockerClient, imageMissingMessage } from "./docker-client.ts";
import { CodedSandboxError, errorMessage } from "./errors.ts";
import { removeContainersOf, removeOrphans } from "./janitor.ts";
import { Label } from "./labels.ts";
import type { PoolLanguage } from "./lane.ts";
import type { ContainerStart } from "./pool-options.ts";
import { ContainerPool, type Patience } from "./pool.ts";
import type { RunnerReady } from "./protocol/answer-decoder.ts";
import type { AcquireRequest, Sandbox, SandboxStatus, Session } from "./sandbox.ts";
import { UidPool } from "./uid-pool.ts";
import { readVersions } from "./versions.ts";

export type DockerSandboxOptions = {
  catalogue: RuntimeCatalogue;
  logger: Logger;
  /** Names this worker's containers; no two living workers may share one. */
  workerId: string;
  /** How many submissions run at once. */
  slots: number;
  /** File with our seccomp profile (`worker/sandbox/seccomp.json`). */
  seccompProfilePath: string;
  /** `auto` reuses a container where cells work; `never` gives every submission its own. @defaultValue "auto" */
  reuse?: "auto" | "never";
  /** Slugs to serve. @defaultValue all */
  languages?: readonly string[];
  /** Docker runtime such as `runsc`. @defaultValue Docker's own */
  runtime?: string;
  /** Used where the host has AppArmor; must allow user namespaces and mounts in them. @defaultValue "unconfined" */
  apparmorProfile?: string;
  /** Keep slot N on core N. @defaultValue true */
  pinCores?: boolean;
  /** First host user id for containers. @defaultValue 20000 */
  uidBase?: number;
  /** How many ids follow it. @defaultValue 10000 */
  uidCount?: number;
  /** Keeps several installations on one host apart. @defaultValue "default" */
  labelScope?: string;
  /** Idle containers kept per language. @defaultValue 1 */
  warmPerLanguage?: number;
  /** Submissions a container serves before it is replaced. @defaultValue 200 */
  maxJobsPerContainer?: number;
  /** Containers starting at a time. @defaultValue the host's cores */
  maxStarts?: number;
  /** Containers at a time. @defaultValue what all languages keep warm, and two per slot */
  maxContainers?: number;
  /** Memory limit containers have before anybody asks, before the language's own factors. @defaultValue 256 MiB */
  defaultMemoryBytes?: number;
  /** Cap on all processes and threads of a container. @defaultValue 1024 */
  pidsLimit?: number;
  /** Size of a container's writable places. @defaultValue 512 MiB */
  tmpfsBytes?: number;
  /** How long `acquire` waits at most. @defaultValue 30 s */
  acquireTimeoutMs?: number;
  /** How long a container may take to come up. @defaultValue 30 s */
  readyTimeoutMs?: number;
  /** @defaultValue 15 s */
  healthIntervalMs?: number;
  /** @defaultValue 5 minutes */
  idleTrimMs?: number;
  /** False runs everything without cells. @defaultValue true */
  cells?: boolean;
  onContainerStart?: (start: ContainerStart) => void;
  /** @defaultValue the Docker the environment names */
  engine?: ContainerEngine;
};

const MIB = 1024 * 1024;

/** Starting includes every language's first container, one after the other on a small machine; but it fails soon. */
const START_PATIENCE: Patience = { timeoutMs: 180_000, maxStartFailures: 3 };

/** No container takes this long to come up: an older one the pool does not know is lost. */
const STRAY_AGE_MS = 180_000;

/** The sandbox port on Docker: a warm pool of containers, each with the runner in it. */
export class DockerSandbox implements Sandbox {
  readonly #options: DockerSandboxOptions;
  readonly #engine: ContainerEngine;
  readonly #scope: string;
  #pool: ContainerPool | null = null;
  #mode: Pick<SandboxStatus, "mode" | "reason"> = { mode: "container-per-submission", reason: "not started" };
  #versions: Readonly<Record<string, string>> = {};
  #closed = false;

  constructor(options: DockerSandboxOptions) {
    this.#options = options;
    this.#engine = options.engine ?? createDockerClient({ logger: options.logger });
    this.#scope = options.labelScope ?? "default";
  }

  async start(): Promise<void> {
    const info = await this.#checkDocker();
    const languages = await this.#findImages();
    const seccompProfile = await this.#readSeccompProfile();
    await removeContainersOf(this.#janitor(), this.#options.workerId);
    const uids = await this.#createUidPool();
    const pool = this.#createPool({ info, languages, seccompProfile, uids });
    this.#pool = pool;
    try {
      // Asking every language for its version brings up its first container and proves that it works.
      const requests = languages.map(({ slug, memoryBytes }) => ({
        runtime: findRuntime(this.#options.catalogue, slug),
        memoryBytes,
      }));
      this.#versions = await readVersions(requests, (request) => pool.acquire(request, START_PATIENCE));
      this.#decideMode(pool.greeting);
    } catch (error) {
      await this.close();
      throw error;
    }
    pool.refill();
  }

  acquire(request: AcquireRequest): Promise<Session> {
    if (this.#pool === null || this.#closed) {
      return Promise.reject(new CodedSandboxError("closed", "The sandbox is not running."));
    }
    return this.#pool.acquire(request);
  }

  async isUsable(): Promise<boolean> {
    try {
      await this.#engine.info();
      return true;
    } catch {
      return false;
    }
  }

  describe(): SandboxStatus {
    return { ...this.#mode, warm: this.#pool?.warmCounts() ?? {}, versions: this.#versions };
  }

  /** What the pool holds now, per language. */
  containerCounts(): ContainerCounts {
    return this.#pool?.counts() ?? {};
  }

  /**
   * Removes what dead workers of this scope left on this host, and containers of our own that the pool has lost sight
   * of; returns how many. To be called now and then.
   */
  async removeOrphans(isWorkerAlive: (workerId: string) => boolean | Promise<boolean>): Promise<number> {
    const { workerId } = this.#options;
    const orphans = await removeOrphans(this.#janitor(), (id) => id === workerId || isWorkerAlive(id));
    const comesUp = Date.now() - STRAY_AGE_MS;
    const isStray = ({ id, createdAtMs }: ListedContainer): boolean =>
      createdAtMs < comesUp && this.#pool?.owns(id) !== true;
    return orphans + (await removeContainersOf(this.#janitor(), workerId, isStray));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool?.close();
    try {
      // A create that Docker answered too late, for example.
      await removeContainersOf(this.#janitor(), this.#options.workerId);
    } catch (error) {
      this.#options.logger.warn(
        { error: errorMessage(error) },
        "Docker could not say whether containers remain.",
      );
    }
  }

  async #checkDocker(): Promise<EngineInfo> {
    const { runtime, logger } = this.#options;
    let info: EngineInfo;
    try {
      info = await this.#engine.info();
    } catch (error) {
      const message = `Docker does not answer (is it running, and may this user use it?): ${errorMessage(error)}`;
      throw new CodedSandboxError("docker", message, { cause: error });
    }
    if (runtime !== undefined && !info.runtimes.includes(runtime)) {
      const known = info.runtimes.join(", ");
      throw new CodedSandboxError("docker", `Docker has no runtime "${runtime}"; it knows ${known}.`);
    }
    logger.info({ ...info, runtime: runtime ?? "default" }, "Docker is ready.");
    return info;
  }

  /** Every served language with its image; one error names all images that are missing. */
  async #findImages(): Promise<PoolLanguage[]> {
    const { catalogue, languages: wanted, defaultMemoryBytes = 256 * MIB } = this.#options;
    const runtimes =
      wanted === undefined ? catalogue.runtimes : wanted.map((slug) => findRuntime(catalogue, slug));
    const languages: PoolLanguage[] = [];
    const missing: string[] = [];
    for (const runtime of runtimes) {
      const image = catalogue.imageTag(runtime.slug);
      const imageDigest = await this.#engine.imageDigest(image);
      if (imageDigest === null) missing.push(image);
      else {
        const memoryBytes = effectiveMemoryBytes(runtime, defaultMemoryBytes);
        languages.push({ slug: runtime.slug, image, imageDigest, memoryBytes });
      }
    }
    if (missing.length > 0) throw new CodedSandboxError("image-missing", imageMissingMessage(missing));
    return languages;
  }

  /** The profile without its white space: it travels with every container. */
  async #readSeccompProfile(): Promise<string> {
    return JSON.stringify(JSON.parse(await readFile(this.#options.seccompProfilePath, "utf8")));
  }

  async #createUidPool(): Promise<UidPool> {
    const { uidBase = 20_000, uidCount = 10_000, workerId } = this.#options;
    // Workers on one host begin far apart in the range, and step around each other's containers, whatever their scope.
    const offset = createHash("sha256").update(workerId).digest().readUInt32BE(0) % uidCount;
    const uids = new UidPool({ base: uidBase, size: uidCount, offset });
    const others = await this.#engine.list({});
    uids.exclude(others.map((container) => Number(container.labels[Label.UID])));
    return uids;
  }

  #createPool(parts: {
    info: EngineInfo;
    languages: readonly PoolLanguage[];
    seccompProfile: string;
    uids: UidPool;
  }): ContainerPool {
    const { info, languages, seccompProfile, uids } = parts;
    const options = this.#options;
    const { slots, warmPerLanguage = 1 } = options;
    return new ContainerPool({
      engine: this.#engine,
      logger: options.logger,
      uids,
      languages,
      spec: {
        workerId: options.workerId,
        scope: this.#scope,
        pidsLimit: options.pidsLimit ?? 1_024,
        tmpfsBytes: options.tmpfsBytes ?? 512 * MIB,
        cells: options.cells ?? true,
        seccompProfile,
        runtime: options.runtime ?? null,
        // Docker's own profile forbids every mount, so no cell could be made under it. What it guards against beyond
        // that (writes to /proc and /sys) a cell guards with its own /proc, without /sys, and without capabilities.
        apparmorProfile: info.apparmor ? (options.apparmorProfile ?? "unconfined") : null,
      },
      reuse: options.reuse ?? "auto",
      slots,
      pinCores: (options.pinCores ?? true) ? info.cores : null,
      warmPerLanguage,
      maxJobsPerContainer: options.maxJobsPerContainer ?? 200,
      maxStarts: options.maxStarts ?? Math.max(info.cores, 1),
      maxContainers: options.maxContainers ?? languages.length * warmPerLanguage + 2 * slots,
      acquireTimeoutMs: options.acquireTimeoutMs ?? 30_000,
      readyTimeoutMs: options.readyTimeoutMs ?? 30_000,
      healthIntervalMs: options.healthIntervalMs ?? 15_000,
      idleTrimMs: options.idleTrimMs ?? 300_000,
      onStart: options.onContainerStart,
    });
  }

  #decideMode(greeting: RunnerReady | null): void {
    const { reuse = "auto", logger } = this.#options;
    if (reuse === "never") {
      const reason = "reuse is switched off (SANDBOX_REUSE=never)";
      this.#mode = { mode: "container-per-submission", reason };
    } else if (greeting?.cells === true) {
      this.#mode = { mode: "cells", reason: "fresh namespaces for every run work on this host" };
    } else {
      this.#mode = {
        mode: "container-per-submission",
        reason: `cells do not work on this host: ${greeting?.note ?? "no container came up"}`,
      };
    }
    logger.info(this.#mode, "The sandbox has chosen how to isolate.");
  }

  #janitor(): { engine: ContainerEngine; logger: Logger; scope: string } {
    return { engine: this.#engine, logger: this.#options.logger, scope: this.#scope };
  }
}

function findRuntime(catalogue: RuntimeCatalogue, slug: string): Runtime {
  const runtime = catalogue.get(slug);
  if (runtime === undefined)
    throw new CodedSandboxError("unknown-language", `There is no runtime "${slug}".`);
  return runtime;
}
