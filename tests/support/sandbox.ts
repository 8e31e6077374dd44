import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { inject, vi } from "vitest";
import {
  BASE_ENVIRONMENT,
  effectiveMemoryBytes,
  loadRuntimeCatalogue,
} from "../../src/platform/runtimes/catalogue.ts";
import type { Runtime } from "../../src/platform/runtimes/runtime-schema.ts";
import type { Checkers } from "../../worker/judge/checker/checkers.ts";
import type { ContainerEngine, ListedContainer } from "../../worker/sandbox/container-engine.ts";
import { createDockerClient } from "../../worker/sandbox/docker-client.ts";
import { DockerSandbox, type DockerSandboxOptions } from "../../worker/sandbox/docker-sandbox.ts";
import { Label } from "../../worker/sandbox/labels.ts";
import type {
  ExecLimits,
  ExecOutcome,
  ExecRequest,
  Session,
  SourceFile,
} from "../../worker/sandbox/sandbox.ts";
import { sandboxRuntime } from "./env.ts";

const PROJECT_ROOT = join(import.meta.dirname, "..", "..");
export const MIB = 1024 * 1024;

const LIMITS: ExecLimits = {
  cpuMs: 2_000,
  wallMs: 5_000,
  memoryBytes: 128 * MIB,
  processes: 64,
  stackBytes: 64 * MIB,
  fileBytes: 64 * MIB,
  openFiles: 256,
  tmpBytes: 64 * MIB,
  stdoutBytes: 16 * MIB,
  stderrBytes: MIB,
};

export const catalogue = loadRuntimeCatalogue({ runtimesDir: join(PROJECT_ROOT, "runtimes") });

type LogLine = { level: string; message: string; details: object };

export type TestSandbox = {
  sandbox: DockerSandbox;
  engine: ContainerEngine;
  log: LogLine[];
  options: DockerSandboxOptions;
  /** Containers of this sandbox that exist now. */
  containers: () => Promise<ListedContainer[]>;
  session: (language: string, memoryBytes?: number) => Promise<Session>;
};

/** A sandbox of its own scope on the Docker of this run; the caller starts and closes it. */
export function createTestSandbox(
  changes: Partial<DockerSandboxOptions> = {},
  dockerHost = inject("dockerHost"),
): TestSandbox {
  // A client takes its address from the environment when it is made.
  vi.stubEnv("DOCKER_HOST", dockerHost);
  const log: LogLine[] = [];
  const method =
    (level: string) =>
    (details: object, message: string): void =>
      void log.push({ level, message, details });
  const logger = { debug: () => {}, info: method("info"), warn: method("warn"), error: method("error") };
  const scope = `test-${randomBytes(6).toString("hex")}`;
  const options: DockerSandboxOptions = {
    catalogue,
    logger,
    workerId: "tester",
    slots: 2,
    seccompProfilePath: join(PROJECT_ROOT, "worker", "sandbox", "seccomp.json"),
    labelScope: scope,
    languages: ["c", "python"],
    ...(sandboxRuntime === undefined ? {} : { runtime: sandboxRuntime }),
    ...changes,
  };
  const sandbox = new DockerSandbox(options);
  vi.stubEnv("DOCKER_HOST", inject("dockerHost"));
  const engine = createDockerClient({ logger });
  return {
    sandbox,
    engine,
    log,
    options,
    containers: () => engine.list({ [Label.SCOPE]: scope }),
    session: (language, memoryBytes = LIMITS.memoryBytes) =>
      sandbox.acquire({ language, memoryBytes, slot: 0 }),
  };
}

export function runtimeOf(language: string): Runtime {
  const runtime = catalogue.get(language);
  if (runtime === undefined) throw new Error(`There is no runtime ${language}.`);
  return runtime;
}

export function sourceOf(runtime: Runtime, text: string | Uint8Array): SourceFile {
  return { name: runtime.sourceFile, content: Buffer.from(text) };
}

/** The language's own compile step, or null where there is none. */
export function compileRequest(runtime: Runtime): ExecRequest | null {
  const { compile } = runtime;
  if (compile === null) return null;
  return {
    kind: "compile",
    argv: compile.argv,
    env: { ...BASE_ENVIRONMENT, ...compile.env },
    limits: { ...LIMITS, ...compile.limits, processes: 256, tmpBytes: 256 * MIB },
    stdin: new Uint8Array(0),
    artifact: { path: compile.artifact, maxBytes: 64 * MIB },
  };
}

export type RunOptions = { stdin?: string | Uint8Array; limits?: Partial<ExecLimits> };

/** The language's own run step. */
export function runRequest(runtime: Runtime, { stdin = "", limits = {} }: RunOptions = {}): ExecRequest {
  const merged = { ...LIMITS, ...limits };
  const memoryMiB = String(Math.floor(merged.memoryBytes / MIB));
  return {
    kind: "run",
    argv: runtime.run.argv.map((word) => word.replaceAll("{memoryMiB}", memoryMiB)),
    env: { ...BASE_ENVIRONMENT, ...runtime.run.env },
    limits: { ...merged, processes: Math.max(merged.processes, runtime.limits.minProcesses) },
    stdin: typeof stdin === "string" ? Buffer.from(stdin) : stdin,
  };
}

export type Ran = ExecOutcome & { stdout: string; stderr: string };

/** Runs once more in an open session and collects the output. */
export async function execCollect(session: Session, request: ExecRequest): Promise<Ran> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const outcome = await session.exec(request, {
    onStdout: (chunk) => void stdout.push(Buffer.from(chunk)),
    onStderr: (chunk) => void stderr.push(Buffer.from(chunk)),
  });
  const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString("latin1");
  return { ...outcome, stdout: text(stdout), stderr: text(stderr) };
}

/** For what is judged by built-in checkers. */
export const NO_CHECKERS: Checkers = {
  lease: () => Promise.reject(new Error("There is no checker here.")),
};

export type Submission = {
  language: string;
  source: string | Uint8Array;
  runs?: readonly RunOptions[];
  memoryBytes?: number;
};

/** A whole submission, pipelined: sources, compile, every run, release. */
export async function submit(
  { sandbox }: Pick<TestSandbox, "sandbox">,
  submission: Submission,
): Promise<{ compile: Ran | null; runs: Ran[] }> {
  const runtime = runtimeOf(submission.language);
  const memoryBytes = submission.memoryBytes ?? effectiveMemoryBytes(runtime, LIMITS.memoryBytes);
  const session = await sandbox.acquire({ language: runtime.slug, memoryBytes, slot: 0 });
  session.begin([sourceOf(runtime, submission.source)]);
  const request = compileRequest(runtime);
  const compile = request === null ? null : execCollect(session, request);
  const runs = (submission.runs ?? [{}]).map((run) =>
    execCollect(session, runRequest(runtime, { ...run, limits: { memoryBytes, ...run.limits } })),
  );
  try {
    return { compile: await compile, runs: await Promise.all(runs) };
  } finally {
    await session.release();
  }
}
