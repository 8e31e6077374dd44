import { vi } from "vitest";
import { ContainerPool } from "../../worker/sandbox/pool.ts";
import type { PoolOptions } from "../../worker/sandbox/pool-options.ts";
import type { ExecLimits, ExecRequest } from "../../worker/sandbox/sandbox.ts";
import { UidPool } from "../../worker/sandbox/uid-pool.ts";
import { FakeEngine } from "./fake-engine.ts";

const MIB = 1024 * 1024;

const LIMITS: ExecLimits = {
  cpuMs: 1_000,
  wallMs: 3_000,
  memoryBytes: 64 * MIB,
  processes: 8,
  stackBytes: MIB,
  fileBytes: MIB,
  openFiles: 16,
  tmpBytes: MIB,
  stdoutBytes: MIB,
  stderrBytes: MIB,
};

type LogLine = { level: string; message: string; details: Record<string, unknown> };

/** A run of the fake runner's program of that name. */
export function run(program: string, stdin: Uint8Array = new Uint8Array(0)): ExecRequest {
  return { kind: "run", argv: [program], env: {}, limits: LIMITS, stdin };
}

export type Harness = {
  engine: FakeEngine;
  pool: ContainerPool;
  uids: UidPool;
  log: LogLine[];
  acquire: (language?: string, memoryBytes?: number) => ReturnType<ContainerPool["acquire"]>;
  /** Ends the pool and fails when it left a container. */
  close: () => Promise<void>;
};

/** A pool on the engine in memory: languages `c` and `python`, one that has no image, and two slots. */
export function createHarness(changes: Partial<PoolOptions> = {}): Harness {
  const engine = new FakeEngine();
  const log: LogLine[] = [];
  const method =
    (level: string) =>
    (details: object, message: string): void =>
      void log.push({ level, message, details: { ...details } });
  const uids = new UidPool({ base: 100, size: 8, offset: 0 });
  const language = (slug: string, image = slug) => ({
    slug,
    image,
    imageDigest: `sha256:${slug}`,
    memoryBytes: 64 * MIB,
  });
  const pool = new ContainerPool({
    engine,
    logger: { debug: method("debug"), info: method("info"), warn: method("warn"), error: method("error") },
    uids,
    languages: [language("c"), language("python"), language("lost", "missing")],
    spec: {
      workerId: "w1",
      scope: "test",
      pidsLimit: 10,
      tmpfsBytes: MIB,
      cells: true,
      seccompProfile: "{}",
      apparmorProfile: null,
      runtime: null,
    },
    reuse: "auto",
    slots: 2,
    pinCores: 2,
    warmPerLanguage: 1,
    maxJobsPerContainer: 200,
    maxStarts: 2,
    maxContainers: 6,
    acquireTimeoutMs: 5_000,
    readyTimeoutMs: 1_000,
    healthIntervalMs: 15_000,
    idleTrimMs: 60_000,
    ...changes,
  });
  return {
    engine,
    pool,
    uids,
    log,
    acquire: (slug = "c", memoryBytes = 64 * MIB) => pool.acquire({ language: slug, memoryBytes, slot: 0 }),
    close: async () => {
      const closing = pool.close();
      await vi.runAllTimersAsync();
      await closing;
      if (engine.containers.size > 0) throw new Error(`${engine.containers.size} containers are left.`);
    },
  };
}

/** Timers and the monotonic clock stand still until a test moves them. */
export function useFakeTime(): void {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"],
  });
}
