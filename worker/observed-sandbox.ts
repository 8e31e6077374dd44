import { isTracing, inSpan, recordSpan } from "#platform/tracing/tracing.ts";
import type { ExecObserver, ExecOutcome, ExecRequest, Sandbox, Session } from "./sandbox/sandbox.ts";

type Containers = Pick<Sandbox, "acquire">;

/** The sandbox of one job: tells which container it got and, where traces are wanted, traces what runs in it. */
export function observeSandbox(sandbox: Containers, onContainer: (containerId: string) => void): Containers {
  return {
    acquire: async (request) => {
      const session = await inSpan({ name: "sandbox.acquire" }, () => sandbox.acquire(request));
      onContainer(session.containerId);
      return isTracing() ? traceSession(session) : session;
    },
  };
}

function traceSession(session: Session): Session {
  return {
    imageDigest: session.imageDigest,
    containerId: session.containerId,
    begin: (files) => session.begin(files),
    exec: (request, observer) => tracedExec(session, request, observer),
    setMemoryLimit: (memoryBytes) =>
      inSpan({ name: "sandbox.set_memory_limit" }, () => session.setMemoryLimit(memoryBytes)),
    release: () => session.release(),
    destroy: (reason) => session.destroy(reason),
  };
}

/** Runs are sent ahead and wait for each other in the container: a run's span begins when the runner starts it. */
function tracedExec(
  session: Session,
  request: ExecRequest,
  observer: ExecObserver = {},
): Promise<ExecOutcome> {
  let from = new Date();
  const onStarted = (): void => {
    from = new Date();
    observer.onStarted?.();
  };
  const result = session.exec(request, { ...observer, onStarted });
  const name = nameOf(request);
  const about = request.test === undefined ? {} : { "engine.test": request.test };
  result.then(
    (outcome) =>
      recordSpan({ name, attributes: { ...about, ...describe(outcome) } }, { from, until: new Date() }),
    (error: unknown) => recordSpan({ name, attributes: about }, { from, until: new Date(), error }),
  );
  return result;
}

function nameOf({ kind, test }: ExecRequest): string {
  if (kind === "compile") return "sandbox.compile";
  return test === undefined ? "sandbox.check" : "sandbox.test";
}

function describe({ cause, exitCode, cpuMs, peakMemoryBytes }: ExecOutcome): Record<string, string | number> {
  return {
    "engine.cause": cause,
    ...(exitCode === null ? {} : { "engine.exit_code": exitCode }),
    "engine.cpu_ms": cpuMs,
    "engine.peak_memory_bytes": peakMemoryBytes,
  };
}
