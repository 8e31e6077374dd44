/**
 * The port between judging and isolation. `worker/judge` knows only this file; Docker is one implementation.
 *
 * A `Sandbox` hands out `Session`s. A session is the exclusive use of one warm container for one submission:
 * files in, at most one compile, any number of runs, then `release()`. Calls may be issued without awaiting the
 * ones before (they are pipelined to the runner and executed strictly in order), so a whole submission costs one
 * round trip.
 */

/** Limits of one run. Times in milliseconds, sizes in bytes. */
export type ExecLimits = {
  cpuMs: number;
  wallMs: number;
  memoryBytes: number;
  processes: number;
  stackBytes: number;
  fileBytes: number;
  openFiles: number;
  /** Size of the run's private tmpfs (working directory, /tmp and /dev/shm together). */
  tmpBytes: number;
  /** More than this on standard output ends the run with cause `output`. */
  stdoutBytes: number;
  /** Standard error beyond this is dropped and flagged, never a reason to kill. */
  stderrBytes: number;
};

export type SourceFile = { name: string; content: Uint8Array };

export type ExecRequest = {
  kind: "compile" | "run";
  argv: readonly string[];
  /** The whole environment of the program. */
  env: Readonly<Record<string, string>>;
  limits: ExecLimits;
  /** In one piece, or in several that are sent one after the other. */
  stdin: Uint8Array | readonly Uint8Array[];
  /** Of a test: which one, for whoever observes. Left out for everything else. */
  test?: number;
  /** Compile only: what to collect from the working directory, and how large it may be. */
  artifact?: { path: string; maxBytes: number };
};

/** Called synchronously as frames arrive; must not throw. Chunks are only valid during the call. */
export type ExecObserver = {
  onStarted?: () => void;
  onStdout?: (chunk: Uint8Array) => void;
  onStderr?: (chunk: Uint8Array) => void;
};

/** What ended a run. The first cause wins and is recorded by whoever kills, before it kills. */
export type ExecCause = "exited" | "cpu" | "wall" | "memory" | "output" | "no-artifact" | "internal";

export type ExecOutcome = {
  cause: ExecCause;
  /** Set when the program exited by itself. */
  exitCode: number | null;
  /** Signal number that ended the program, else null. */
  signal: number | null;
  cpuMs: number;
  wallMs: number;
  peakMemoryBytes: number;
  oomKills: number;
  stdoutBytes: number;
  stderrBytes: number;
  stderrTruncated: boolean;
  artifactBytes: number;
  note: string;
};

export type AcquireRequest = {
  /** Language slug, a folder of `runtimes/`. */
  language: string;
  memoryBytes: number;
  /** Index of the worker's slot; decides the CPU core when slots are pinned. */
  slot: number;
  signal?: AbortSignal;
};

export interface Sandbox {
  /** Brings every runtime's warm containers up; rejects when Docker or an image is unusable. */
  start(): Promise<void>;
  /** A ready container, at once when one is warm. Rejects with `SandboxError`. */
  acquire(request: AcquireRequest): Promise<Session>;
  /** Whether containers can be had at all right now; asks the host, never throws. */
  isUsable(): Promise<boolean>;
  /** For status pages: which mode runs and why, and what is warm. */
  describe(): SandboxStatus;
  /** Destroys every container this sandbox owns. Safe to call twice. */
  close(): Promise<void>;
}

export interface Session {
  /** `sha256:…` of the image the container was made from. */
  readonly imageDigest: string;
  /** Docker's id of the container. */
  readonly containerId: string;
  /** Sends the source files. Must be called once, first. */
  begin(files: readonly SourceFile[]): void;
  /** Queues one run. Rejects with `SandboxError` when the container fails or the session is destroyed. */
  exec(request: ExecRequest, observer?: ExecObserver): Promise<ExecOutcome>;
  /**
   * Changes the container's memory limit between runs, for example from what a compiler needs to what the problem
   * allows. Call it only while no `exec` is pending; the pool restores its own limit after `release`. Does nothing
   * when the limit is that already. Rejects with `SandboxError`.
   */
  setMemoryLimit(memoryBytes: number): Promise<void>;
  /**
   * Ends the job; the container goes back to the pool, or is destroyed when reuse is off or anything was unusual.
   * Never rejects.
   */
  release(): Promise<void>;
  /** Kills everything now (cancel, shutdown). Pending `exec` calls reject. Safe to call at any time. */
  destroy(reason: string): Promise<void>;
}

export type SandboxStatus = {
  mode: "cells" | "container-per-submission";
  reason: string;
  warm: Readonly<Record<string, number>>;
  /** Exact compiler or interpreter version per language, as its own version command prints it. */
  versions: Readonly<Record<string, string>>;
};

/** Isolation failed, never the program: leads to a retry and at last to `IE`. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
}
