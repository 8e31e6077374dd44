import { BASE_ENVIRONMENT } from "#platform/runtimes/catalogue.ts";
import type { Runtime } from "#platform/runtimes/runtime-schema.ts";
import { CodedSandboxError } from "./errors.ts";
import type { RunnerSession } from "./runner-session.ts";
import type { AcquireRequest, ExecLimits } from "./sandbox.ts";

const MIB = 1024 * 1024;
const MAX_VERSION_CHARS = 200;

/** Generous: some compilers start a virtual machine to say their name. */
const LIMITS: Omit<ExecLimits, "memoryBytes"> = {
  cpuMs: 20_000,
  wallMs: 60_000,
  processes: 256,
  stackBytes: 64 * MIB,
  fileBytes: 64 * MIB,
  openFiles: 256,
  tmpBytes: 64 * MIB,
  stdoutBytes: MIB,
  stderrBytes: MIB,
};

/** First line that is not blank, of whichever stream the compiler chose to answer on. */
function firstLine(...outputs: readonly string[]): string {
  const lines = outputs.flatMap((output) => output.split("\n")).map((line) => line.trim());
  return (lines.find((line) => line !== "") ?? "unknown").slice(0, MAX_VERSION_CHARS);
}

export type VersionRequest = { runtime: Runtime; memoryBytes: number };

/** Exact version of one language, from its own version command. Rejects with a `SandboxError` when it does not run. */
async function readVersion(
  { runtime, memoryBytes }: VersionRequest,
  session: RunnerSession,
): Promise<string> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  session.begin([]);
  const outcome = await session.exec(
    {
      kind: "run",
      argv: runtime.versionCommand,
      env: { ...BASE_ENVIRONMENT, ...runtime.run.env },
      limits: { ...LIMITS, memoryBytes },
      stdin: new Uint8Array(0),
    },
    {
      onStdout: (chunk) => void stdout.push(Buffer.from(chunk)),
      onStderr: (chunk) => void stderr.push(Buffer.from(chunk)),
    },
  );
  const out = Buffer.concat(stdout).toString("utf8");
  const err = Buffer.concat(stderr).toString("utf8");
  if (outcome.cause === "exited" && outcome.exitCode === 0) return firstLine(out, err);
  const how = `cause ${outcome.cause}, exit code ${outcome.exitCode}, signal ${outcome.signal}`;
  const said = firstLine(outcome.note, err, out);
  throw new CodedSandboxError(
    "container-failed",
    `The image of ${runtime.slug} is not usable: \`${runtime.versionCommand.join(" ")}\` ended with ${how}: ${said}`,
  );
}

/** Every language's version, side by side as far as the pool lets them; rejects with the first failure. */
export async function readVersions(
  requests: readonly VersionRequest[],
  acquire: (request: AcquireRequest) => Promise<RunnerSession>,
): Promise<Record<string, string>> {
  const entries = await Promise.all(
    requests.map(async (request, slot) => {
      const { slug } = request.runtime;
      const session = await acquire({ language: slug, memoryBytes: request.memoryBytes, slot });
      try {
        return [slug, await readVersion(request, session)] as const;
      } finally {
        await session.release();
      }
    }),
  );
  return Object.fromEntries(entries);
}
