import type { Duplex } from "node:stream";
import Docker from "dockerode";
import type { Logger } from "#platform/logger.ts";
import type { ContainerEngine, EngineInfo, ListedContainer } from "./container-engine.ts";
import { containerOptions, type ContainerSpec } from "./container-spec.ts";
import { deferred } from "./deferred.ts";
import { CodedSandboxError, errorMessage } from "./errors.ts";

export type DockerClientOptions = {
  logger: Logger;
  /** A call Docker does not answer in this time fails, milliseconds. */
  callTimeoutMs?: number;
};

/** The part of `docker info` that is read; engines before 20.10 do not tell the cgroup version. */
type DockerInfo = {
  ServerVersion: string;
  NCPU: number;
  Runtimes?: object;
  CgroupVersion?: string;
  SecurityOptions?: string[];
};

const NOT_REACHED: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOENT", "EACCES", "EPERM", "ENOTFOUND"]);
const CALL_TIMEOUT_MS = 30_000;
const REMOVAL_POLL_MS = 50;

/**
 * The only file that knows dockerode. It takes the daemon's address from the environment the way every Docker tool
 * does (DOCKER_HOST and friends, else the local socket) and never names an API version: engines from 20.10 to today's
 * have no version in common.
 */
export function createDockerClient(options: DockerClientOptions): ContainerEngine {
  return new DockerClient(options);
}

class DockerClient implements ContainerEngine {
  readonly #docker = new Docker();
  readonly #logger: Logger;
  readonly #timeoutMs: number;

  constructor(options: DockerClientOptions) {
    this.#logger = options.logger;
    this.#timeoutMs = options.callTimeoutMs ?? CALL_TIMEOUT_MS;
  }

  async info(): Promise<EngineInfo> {
    const info = (await this.#call("info", null, () => this.#docker.info())) as DockerInfo;
    return {
      version: info.ServerVersion,
      cores: info.NCPU,
      runtimes: Object.keys(info.Runtimes ?? {}),
      cgroupVersion: info.CgroupVersion ?? "1",
      apparmor: (info.SecurityOptions ?? []).some((option) => option.startsWith("name=apparmor")),
    };
  }

  async imageDigest(image: string): Promise<string | null> {
    return this.#call("inspect image", null, async () => {
      try {
        return (await this.#docker.getImage(image).inspect()).Id;
      } catch (error) {
        if (statusOf(error) === 404) return null;
        throw error;
      }
    });
  }

  async create(spec: ContainerSpec): Promise<string> {
    return this.#call("create", null, async (abortSignal) => {
      try {
        const request = { _query: { name: spec.name }, _body: containerOptions(spec), abortSignal };
        return (await this.#docker.createContainer(request)).id;
      } catch (error) {
        if (statusOf(error) !== 404) throw error;
        throw new CodedSandboxError("image-missing", imageMissingMessage([spec.image]), { cause: error });
      }
    });
  }

  /**
   * `hijack` gives the raw socket: docker-modem's own duplex ignores back-pressure and closes both ways at once.
   * No abort signal here, it would outlive the call and cut the socket later.
   */
  async attach(id: string): Promise<Duplex> {
    const attaching = this.#docker
      .getContainer(id)
      .attach({ hijack: true, stream: true, stdin: true, stdout: true, stderr: true });
    try {
      return (await this.#call("attach", id, () => attaching)) as Duplex;
    } catch (error) {
      attaching.then((socket) => (socket as Duplex).destroy(), ignore);
      throw error;
    }
  }

  async start(id: string): Promise<void> {
    await this.#call("start", id, async (abortSignal) => {
      await expecting([304], this.#docker.getContainer(id).start({ abortSignal }));
    });
  }

  async updateMemory(id: string, memoryBytes: number): Promise<void> {
    await this.#call("update", id, () =>
      this.#docker.getContainer(id).update({ Memory: memoryBytes, MemorySwap: memoryBytes }),
    );
  }

  async kill(id: string): Promise<void> {
    await this.#call("kill", id, async (abortSignal) => {
      await expecting([404, 409], this.#docker.getContainer(id).kill({ abortSignal }));
    });
  }

  async remove(id: string): Promise<void> {
    await this.#call("remove", id, async (abortSignal) => {
      const container = this.#docker.getContainer(id);
      for (;;) {
        try {
          await container.remove({ force: true, v: true, abortSignal });
          return;
        } catch (error) {
          if (statusOf(error) === 404) return;
          // Somebody else is removing it: ask again until it is gone.
          if (statusOf(error) !== 409) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, REMOVAL_POLL_MS));
        abortSignal.throwIfAborted();
      }
    });
  }

  async list(labels: Readonly<Record<string, string>>): Promise<ListedContainer[]> {
    const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    const found = await this.#call("list", null, (abortSignal) =>
      this.#docker.listContainers({ all: true, filters: { label }, abortSignal }),
    );
    return found.map((container) => ({
      id: container.Id,
      labels: container.Labels,
      createdAtMs: container.Created * 1000,
    }));
  }

  /** Log, call with a time limit, and give every failure the container's id. */
  async #call<Result>(
    verb: string,
    id: string | null,
    action: (abortSignal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const aborter = new AbortController();
    const expired = deferred<never>();
    const timer = setTimeout(() => {
      expired.reject(new Error(`no answer within ${this.#timeoutMs} ms`));
      aborter.abort();
    }, this.#timeoutMs);
    const startedAt = performance.now();
    try {
      const result = await Promise.race([action(aborter.signal), expired.promise]);
      this.#logger.debug({ containerId: id, ms: performance.now() - startedAt }, `docker ${verb}`);
      return result;
    } catch (error) {
      if (error instanceof CodedSandboxError) throw error;
      const subject = id === null ? verb : `${verb} of container ${id.slice(0, 12)}`;
      const code = happenedNot(error) ? "docker" : "docker-lost";
      throw new CodedSandboxError(code, `Docker: ${subject} failed: ${errorMessage(error).trim()}`, {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** One sentence that says what to do. */
export function imageMissingMessage(images: readonly string[]): string {
  const which = images.length === 1 ? `The image ${images[0]} is` : `The images ${images.join(", ")} are`;
  return `${which} not built on this host: run \`npm run runtimes\`.`;
}

/** Whether Docker said no, or was never reached. */
function happenedNot(error: unknown): boolean {
  return statusOf(error) !== undefined || NOT_REACHED.has(String((error as { code?: unknown }).code));
}

function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number } | null)?.statusCode;
}

/** Waits for a call whose named status codes mean "already so". */
async function expecting(statuses: readonly number[], call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!statuses.includes(statusOf(error) ?? 0)) throw error;
  }
}

function ignore(): void {}
