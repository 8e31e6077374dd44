import { existsSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { asRoot, findExecutable, run, tailOf, type CommandOptions, type CommandResult } from "./command.ts";
import { isLocked, LockedError } from "./data-dir.ts";
import { childEnv } from "./env.ts";
import { hostOf, OwnDaemon } from "./docker-daemon.ts";
import { StackError } from "./stack-error.ts";

/** The Docker Engine in use: one that already answers, or one of our own that ends with us. */

export type Docker = {
  /** For DOCKER_HOST. */
  host: string;
  own: boolean;
  stop: () => Promise<void>;
  kill: () => Promise<void>;
};

export type DockerOptions = {
  dataDir: string;
  /** Where an engine of our own keeps its images. */
  dockerDir: string;
  /** What the operator chose; then no other is tried. */
  dockerHost: string | null;
  signal?: AbortSignal | undefined;
  /** For what people should know later on. */
  say: (line: string) => void;
};

/** There is no engine and none can be started: whoever can do without may go on. */
export class NoDockerError extends StackError {}

const DEFAULT_HOST = "unix:///var/run/docker.sock";

export async function startDocker(options: DockerOptions): Promise<Docker> {
  if (findExecutable("docker") === null) {
    throw new NoDockerError(
      "The docker command is not installed: run ./run.sh, which installs it, or install the Debian package docker.io.",
    );
  }
  if (options.dockerHost !== null) {
    const problem = await whyNotAnswering(options.dockerHost, options.signal);
    if (problem === null) return foreign(options.dockerHost);
    throw new NoDockerError(
      `No Docker Engine answers at DOCKER_HOST (${options.dockerHost}): start it, or unset DOCKER_HOST to use another.`,
      {
        details: problem,
      },
    );
  }
  const problems: string[] = [];
  for (const host of await candidates(options)) {
    const problem = await whyNotAnswering(host, options.signal);
    if (problem === null) return foreign(host);
    problems.push(problem);
  }
  return startOwn(options, problems);
}

/** Runs the docker command against this engine. */
export async function docker(
  host: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return run(["docker", ...args], { ...options, env: childEnv({ DOCKER_HOST: host, DOCKER_CONTEXT: null }) });
}

/** As `docker`, but a failure is an error that says what was tried. */
export async function dockerOrFail(
  host: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await docker(host, args, options);
  if (result.code === 0) return result.stdout.trim();
  throw new StackError(`"docker ${args.slice(0, 2).join(" ")}" failed.`, { details: tailOf(result.stderr) });
}

async function startOwn(options: DockerOptions, problems: readonly string[]): Promise<Docker> {
  const noDaemon = "No Docker Engine answers";
  const program = findExecutable("dockerd");
  if (program === null) {
    throw new NoDockerError(
      `${noDaemon} and none is installed: start Docker, or install the Debian package docker.io.`,
      { details: problems.join("\n") },
    );
  }
  if ((await asRoot(["true"])) === null) {
    const denied = problems.some((problem) => problem.includes("permission denied"));
    throw new NoDockerError(
      denied
        ? `Docker runs, but the user ${userInfo().username} may not use it: add that user to the group docker, or start this as root.`
        : `${noDaemon}, and starting one needs root: start Docker, or start this as root or as a user with sudo.`,
    );
  }
  await mountControlGroups(options.signal);
  const daemon = new OwnDaemon({
    ...options,
    program,
    whyNotAnswering: (host) => whyNotAnswering(host, options.signal),
  });
  try {
    await daemon.start();
  } catch (error) {
    // Another start of ours is bringing it up in this very moment: then we are its guests.
    if (error instanceof LockedError && (await answersSoon(daemon.host, options.signal)))
      return foreign(daemon.host);
    if (error instanceof StackError)
      throw new NoDockerError(error.message, { details: error.details, cause: error });
    throw error;
  }
  return { host: daemon.host, own: true, stop: () => daemon.stop(), kill: () => daemon.kill() };
}

/** Machines without an init system may lack them; Docker cannot work without. They stay mounted, as on any other machine. */
async function mountControlGroups(signal: AbortSignal | undefined): Promise<void> {
  const mounts = readFileSync("/proc/self/mounts", "utf8");
  if (/ \/sys\/fs\/cgroup\S* cgroup2? /.test(mounts)) return;
  const command = findExecutable("cgroupfs-mount") === null ? null : await asRoot(["cgroupfs-mount"]);
  const result = command === null ? null : await run(command, { signal });
  if (result?.code === 0) return;
  throw new NoDockerError(
    "Docker needs the kernel's control groups, which are not mounted at /sys/fs/cgroup: install the Debian package cgroupfs-mount and run cgroupfs-mount as root.",
    {
      details: tailOf(result?.stderr ?? ""),
    },
  );
}

/** An engine of our own counts only while whoever started it lives: otherwise it is about to end. */
async function candidates({ dockerDir, signal }: DockerOptions): Promise<string[]> {
  const context = await run(["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"], {
    timeoutMs: 10_000,
    signal,
  });
  const chosen = context.code === 0 ? context.stdout.trim() : "";
  const own = isLocked(dockerDir) ? hostOf(dockerDir) : "";
  return [...new Set([chosen, DEFAULT_HOST, own].filter((host) => host !== ""))];
}

async function whyNotAnswering(host: string, signal: AbortSignal | undefined): Promise<string | null> {
  if (host.startsWith("unix://") && !existsSync(host.slice("unix://".length)))
    return `${host} does not exist.`;
  const result = await docker(host, ["version", "--format", "{{.Server.Version}}"], {
    timeoutMs: 15_000,
    signal,
  });
  return result.code === 0 && result.stdout.trim() !== "" ? null : tailOf(result.stderr, 3);
}

async function answersSoon(host: string, signal: AbortSignal | undefined): Promise<boolean> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    if ((await whyNotAnswering(host, signal)) === null) return true;
    await sleep(1_000, undefined, { signal });
  }
  return false;
}

function foreign(host: string): Docker {
  return { host, own: false, stop: async () => undefined, kill: async () => undefined };
}
