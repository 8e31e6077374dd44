import type { Duplex } from "node:stream";
import type { ContainerSpec } from "./container-spec.ts";

/** What `docker info` says that matters here. */
export type EngineInfo = {
  version: string;
  cores: number;
  runtimes: readonly string[];
  cgroupVersion: string;
  apparmor: boolean;
};

export type ListedContainer = { id: string; labels: Readonly<Record<string, string>>; createdAtMs: number };

/**
 * The verbs this engine needs of a container runtime. `docker-client.ts` is the implementation; tests of the pool
 * bring another. Every method rejects with a `docker` error that carries the container's id.
 */
export interface ContainerEngine {
  /** Answers when the engine is reachable and fit for use. */
  info(): Promise<EngineInfo>;
  /** `sha256:…` of an image, or null when it is not on this host. */
  imageDigest(image: string): Promise<string | null>;
  /**
   * Makes a container without starting it and returns its id. Rejects with `image-missing` when there is no image, and
   * with `docker-lost` when the container may exist all the same: it can then be removed by its name.
   */
  create(spec: ContainerSpec): Promise<string>;
  /**
   * The container's standard streams as one raw socket, Docker's 8-byte framing on the way in. Attach before `start`.
   * The caller owns the socket.
   */
  attach(id: string): Promise<Duplex>;
  /** Starting a started container is fine. */
  start(id: string): Promise<void>;
  /** Changes the memory limit of a running container, swap included. */
  updateMemory(id: string, memoryBytes: number): Promise<void>;
  /** Kills what runs in it at once. A container that is gone or not running is fine. */
  kill(id: string): Promise<void>;
  /** Kills and removes, by id or name; resolves when it is really gone. A container that is gone already is fine. */
  remove(id: string): Promise<void>;
  /** Every container, running or not, that carries all of these labels; with none, every container there is. */
  list(labels: Readonly<Record<string, string>>): Promise<ListedContainer[]>;
}
