import type { CompileResult } from "#contract/event.ts";
import type { CompileLimits } from "#contract/limits.ts";
import type { CompileStep } from "#platform/runtimes/runtime-schema.ts";
import { SandboxError, type ExecOutcome, type ExecRequest, type Session } from "../sandbox/sandbox.ts";
import { ARTIFACT_MAX_BYTES, toCompileLimits } from "./applied-limits.ts";
import { createCapture, type Capture } from "./capture.ts";
import { signalName } from "./signals.ts";
import type { Environment } from "./environment.ts";

const KIB = 1024;
/** Compiler output beyond this is cut with a mark. */
const KEPT_HEAD_BYTES = 56 * KIB;
const KEPT_TAIL_BYTES = 8 * KIB;

/** Most programs compile within this. */
const USUALLY_ENOUGH_BYTES = 256 * KIB * KIB;

export type CompileContext = {
  env: Environment;
  limits: CompileLimits;
  /** What the container is held to at the moment, and must be held to afterwards. */
  memoryBytes: number;
};

/**
 * Compiles within the container's memory, which usually is enough, and once more with all that the compiler may have
 * when it was not. Changing a container's limit takes longer than most runs, so it is not done in advance; except for
 * problems with so little memory that hardly any compiler fits, and for those with more than the compiler may have.
 */
export async function compile(
  session: Session,
  { step, env, limits, memoryBytes }: CompileContext & { step: CompileStep },
): Promise<CompileResult> {
  const attempt = (bytes: number): Promise<Execution> =>
    execute(session, {
      kind: "compile",
      argv: step.argv,
      env,
      limits: toCompileLimits({ ...limits, memoryBytes: bytes }),
      stdin: new Uint8Array(),
      artifact: { path: step.artifact, maxBytes: ARTIFACT_MAX_BYTES },
    });
  if (memoryBytes >= USUALLY_ENOUGH_BYTES && memoryBytes < limits.memoryBytes) {
    const { result, cause } = await attempt(memoryBytes);
    if (cause !== "memory") return result;
  }
  const memory = { usualBytes: memoryBytes, nowBytes: limits.memoryBytes };
  return (await holdingTo(session, memory, () => attempt(limits.memoryBytes))).result;
}

/** Whether the source of an interpreted language can be read at all. Never runs the program. */
export async function checkSyntax(
  session: Session,
  { argv, env, limits, memoryBytes }: CompileContext & { argv: readonly string[] },
): Promise<CompileResult> {
  const nowBytes = Math.min(limits.memoryBytes, memoryBytes);
  const bounds = toCompileLimits({ ...limits, memoryBytes: nowBytes });
  const request: ExecRequest = { kind: "run", argv, env, limits: bounds, stdin: new Uint8Array() };
  const memory = { usualBytes: memoryBytes, nowBytes };
  return (await holdingTo(session, memory, () => execute(session, request))).result;
}

/** Does the work while the container is held to another amount of memory than usual. */
async function holdingTo<Result>(
  session: Session,
  { usualBytes, nowBytes }: { usualBytes: number; nowBytes: number },
  work: () => Promise<Result>,
): Promise<Result> {
  if (nowBytes === usualBytes) return work();
  await session.setMemoryLimit(nowBytes);
  const result = await work();
  await session.setMemoryLimit(usualBytes);
  return result;
}

type Execution = { result: CompileResult; cause: ExecOutcome["cause"] };

async function execute(session: Session, request: ExecRequest): Promise<Execution> {
  const output = createCapture(KEPT_HEAD_BYTES, KEPT_TAIL_BYTES);
  const outcome = await session.exec(request, { onStdout: output.write, onStderr: output.write });
  if (outcome.cause === "internal") throw new SandboxError(`The runner could not compile: ${outcome.note}`);
  const ok = outcome.cause === "exited" && outcome.exitCode === 0;
  const why = ok ? null : describeFailure(outcome);
  const result = { ok, output: textWithReason(output, why), wallMs: Math.round(outcome.wallMs) };
  return { result, cause: outcome.cause };
}

/** What to add to the compiler's own words; null when they say it all. */
function describeFailure(outcome: ExecOutcome): string | null {
  switch (outcome.cause) {
    case "cpu":
    case "wall":
      return "Compiling took too long and was stopped.";
    case "memory":
      return "Compiling needed too much memory and was stopped.";
    case "output":
      return "The compiler wrote too much and was stopped.";
    case "no-artifact":
      return `The compiler left no usable program: ${outcome.note}.`;
    case "exited":
      if (outcome.signal !== null) return `The compiler was ended by ${signalName(outcome.signal)}.`;
      return outcome.stdoutBytes + outcome.stderrBytes === 0 ? "The compiler failed without a word." : null;
    case "internal":
      return null;
  }
}

function textWithReason(output: Capture, why: string | null): CompileResult["output"] {
  if (why !== null) output.write(new TextEncoder().encode(`${output.totalBytes > 0 ? "\n" : ""}${why}\n`));
  return output.text();
}
