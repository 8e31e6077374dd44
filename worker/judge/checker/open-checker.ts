import { DEFAULT_MAX_LIMITS, type RunLimits } from "#contract/limits.ts";
import type { CustomChecker } from "#contract/submission.ts";
import {
  compileLimitsOf,
  effectiveMemoryBytes,
  type RuntimeCatalogue,
} from "#platform/runtimes/catalogue.ts";
import type { Runtime } from "#platform/runtimes/runtime-schema.ts";
import type { ExecOutcome, Sandbox, Session, SourceFile } from "../../sandbox/sandbox.ts";
import { toRunLimits } from "../applied-limits.ts";
import type { Comparison } from "../compare/comparison.ts";
import { compile } from "../compile.ts";
import { environmentFor, fillArguments } from "../environment.ts";
import { CheckerError } from "./checker-error.ts";
import { CONVENTIONS } from "./conventions.ts";

const MIB = 1024 * 1024;
const CPU_MS = 10_000;

/** What a checker may use for one test. */
const LIMITS: RunLimits = {
  ...DEFAULT_MAX_LIMITS,
  cpuMs: CPU_MS,
  wallMs: 2 * CPU_MS + 1_000,
  outputBytes: MIB,
  processes: 64,
  stackBytes: 256 * MIB,
};
/** Room for the checker's own files, besides those it is given. */
const SPARE_BYTES = 64 * MIB;

export type CheckerRequest = {
  checker: CustomChecker;
  /** The first one is the main file. */
  files: readonly SourceFile[];
  slot: number;
  signal: AbortSignal;
};

/** One test, as the checker gets it. The output is what the contestant's program wrote, in pieces. */
type CheckedTest = { input: Uint8Array; output: readonly Uint8Array[]; answer: Uint8Array };

/** A checker that is compiled, in a container that no contestant's program ever runs in. */
export type OpenChecker = {
  check(test: CheckedTest): Promise<Comparison>;
  close(): Promise<void>;
  destroy(reason: string): Promise<void>;
};

export type CheckerPlace = { sandbox: Pick<Sandbox, "acquire">; catalogue: RuntimeCatalogue };

export async function openChecker(
  { sandbox, catalogue }: CheckerPlace,
  { checker, files, slot, signal }: CheckerRequest,
): Promise<OpenChecker> {
  const runtime = catalogue.get(checker.language);
  if (!runtime) throw new CheckerError("is written in a language that is not served here");
  const [main, ...others] = files;
  if (!main) throw new CheckerError("has no source file");
  const memoryBytes = effectiveMemoryBytes(runtime, LIMITS.memoryBytes);
  const session = await sandbox.acquire({ language: runtime.slug, memoryBytes, slot, signal });
  const onAbort = (): void => void session.destroy("aborted");
  signal.addEventListener("abort", onAbort);
  try {
    session.begin([{ name: runtime.sourceFile, content: main.content }, ...others]);
    await compileIn(session, runtime, memoryBytes);
  } catch (error) {
    await session.destroy("no checker");
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
  return {
    check: (test) => check({ session, runtime, checker, memoryBytes }, test),
    close: () => session.release(),
    destroy: (reason) => session.destroy(reason),
  };
}

async function compileIn(session: Session, runtime: Runtime, memoryBytes: number): Promise<void> {
  if (runtime.compile === null) return;
  const compiled = await compile(session, {
    step: runtime.compile,
    env: environmentFor(runtime.compile.env),
    // All that the container has, so that its limit need not be changed.
    limits: { ...compileLimitsOf(runtime), memoryBytes },
    memoryBytes,
  });
  if (!compiled.ok) throw new CheckerError("does not compile", compiled.output.text);
}

type Place = { session: Session; runtime: Runtime; checker: CustomChecker; memoryBytes: number };

async function check(place: Place, { input, output, answer }: CheckedTest): Promise<Comparison> {
  const { session, runtime, checker, memoryBytes } = place;
  const convention = CONVENTIONS[checker.convention];
  const outputBytes = sizeOf(output);
  const sizes = [input.byteLength, outputBytes, answer.byteLength];
  const filesBytes = sizes.reduce((sum, size) => sum + size, SPARE_BYTES);
  const limits = { ...LIMITS, memoryBytes, fileBytes: filesBytes };
  const processes = Math.max(limits.processes, runtime.limits.minProcesses);
  const program = [
    ...fillArguments(runtime.run.argv, memoryBytes),
    ...convention.args,
    ...(checker.args ?? []),
  ];
  const stdout: Uint8Array[] = [];
  const stderr: Uint8Array[] = [];
  const outcome = await session.exec(
    {
      kind: "run",
      argv: ["sh", "-c", convention.script, "sh", ...sizes.map(String), ...program],
      env: environmentFor(runtime.run.env),
      limits: toRunLimits({ ...limits, processes }),
      stdin: [input, ...output, answer],
    },
    {
      onStdout: (chunk) => void stdout.push(chunk.slice()),
      onStderr: (chunk) => void stderr.push(chunk.slice()),
    },
  );
  const exitCode = exitCodeOf(outcome);
  return convention.interpret({ exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
}

/** Throws `CheckerError` unless the checker ended by itself and was not too loud. */
function exitCodeOf(outcome: ExecOutcome): number {
  switch (outcome.cause) {
    case "cpu":
    case "wall":
      throw new CheckerError("took too long and was stopped");
    case "memory":
      throw new CheckerError("needed too much memory and was stopped");
    case "output":
      throw new CheckerError("wrote too much and was stopped");
    case "no-artifact":
    case "internal":
      throw new CheckerError("could not be run", outcome.note);
    case "exited":
      if (outcome.stderrTruncated) throw new CheckerError("wrote too much");
      if (outcome.exitCode === null) throw new CheckerError("crashed");
      return outcome.exitCode;
  }
}

function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
}
