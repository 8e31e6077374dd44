import type { Logger } from "#platform/logger.ts";
import type { ContainerEngine } from "./container-engine.ts";
import type { ContainerSpec } from "./container-spec.ts";
import type { PoolLanguage } from "./lane.ts";
import type { UidPool } from "./uid-pool.ts";

export type PoolOptions = {
  engine: ContainerEngine;
  logger: Logger;
  uids: UidPool;
  languages: readonly PoolLanguage[];
  /** What all containers have in common. */
  spec: Omit<ContainerSpec, "name" | "image" | "language" | "uid" | "memoryBytes">;
  /** `auto`: containers with cells serve many submissions, one after the other. `never`: one each. */
  reuse: "auto" | "never";
  /** How many sessions run at once. */
  slots: number;
  /** Cores to pin slots to, or null for no pinning. */
  pinCores: number | null;
  warmPerLanguage: number;
  maxJobsPerContainer: number;
  /** Starts at a time. */
  maxStarts: number;
  /** Containers at a time, those on their way out included. */
  maxContainers: number;
  acquireTimeoutMs: number;
  readyTimeoutMs: number;
  /** Idle containers are pinged this often. */
  healthIntervalMs: number;
  /** Idle containers beyond `warmPerLanguage` go after this. */
  idleTrimMs: number;
  /** Called when a container came up, or did not. */
  onStart?: ((start: ContainerStart) => void) | undefined;
};

/** One try to bring a container up. */
export type ContainerStart = { language: string; ok: boolean; tookMs: number };

/** Why a container is thrown away; `failed` says whether that is a failure of ours. */
export type DiscardReason = { reason: string; failed: boolean };
