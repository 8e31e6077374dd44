import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { asRoot, findExecutable, run, tailOf } from "./command.ts";
import { lockFolder } from "./data-dir.ts";
import { childEnv } from "./env.ts";
import { Keeper } from "./keeper.ts";
import { findByArgument, listProcesses, type ProcessEntry } from "./process-table.ts";
import { ServiceProcess } from "./service-process.ts";
import { StackError } from "./stack-error.ts";

const READY_TIMEOUT_MS = 60_000;

/**
 * dockerd needs root, which we may have through sudo only, and then we can neither signal it nor count on sudo still
 * letting us hours later. So a root shell waits beside it, ends it when its standard input is closed (on purpose, or
 * because the supervisor died), and clears away its sockets and the mount it leaves.
 */
const GUARD = `
folder=$1 data=$2 root=$3
shift 3
trap : TERM
if [ -n "$root" ]; then
  mkdir -p "$root" && mount --rbind --make-rprivate / "$root" || exit 1
  set -- chroot "$root" "$@"
fi
"$@" &
daemon=$!
exec 3<&0
(cat <&3 >/dev/null; kill -TERM "$daemon" 2>/dev/null) &
while kill -0 "$daemon" 2>/dev/null; do
  wait "$daemon"
  status=$?
done
umount "$data" 2>/dev/null
[ -z "$root" ] || umount -R -l "$root"
rm -rf --one-file-system "$folder"
exit "$status"
`;

export type OwnDaemonOptions = {
  program: string;
  /** For its log. */
  dataDir: string;
  /** For its images. */
  dockerDir: string;
  whyNotAnswering: (host: string) => Promise<string | null>;
  signal?: AbortSignal | undefined;
  say: (line: string) => void;
};

/**
 * A Docker Engine of our own, with its own socket, data and containerd. It has no bridge and touches no firewall rule:
 * our containers have no network and images are built with the machine's, so it never meets another engine.
 */
export class OwnDaemon {
  readonly host: string;
  readonly #options: OwnDaemonOptions;
  readonly #runDir: string;
  readonly #keeper: Keeper;
  #unlock: (() => void) | null = null;

  constructor(options: OwnDaemonOptions) {
    this.#options = options;
    this.#runDir = runDirFor(options.dockerDir);
    this.host = hostOf(options.dockerDir);
    this.#keeper = new Keeper({
      title: "Docker",
      start: ({ again }) => this.#spawn(again),
      untilReady: (service) => this.#waitUntilReady(service),
      stopTimeoutMs: 30_000,
      say: options.say,
    });
  }

  async start(): Promise<void> {
    this.#unlock = lockFolder(this.#options.dockerDir);
    try {
      await this.#keeper.start();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    if (this.#unlock === null) return;
    await this.#removeContainers();
    await this.#keeper.stop();
    await this.#sweep();
    this.#unlock();
    this.#unlock = null;
  }

  /** At once: whatever it leaves in its folders is cleaned up by its next start. */
  async kill(): Promise<void> {
    this.#keeper.kill();
    await this.#sweep();
    this.#unlock?.();
    this.#unlock = null;
  }

  async #spawn(again: boolean): Promise<ServiceProcess> {
    await this.#sweep();
    await this.#asRoot(["mkdir", "-p", "-m", "0755", this.#runDir]);
    const { program, dataDir } = this.#options;
    const command = await asRoot([
      "sh",
      "-c",
      GUARD,
      "dockerd-guard",
      this.#runDir,
      this.#dataRoot,
      rootIsMount() ? "" : join(this.#runDir, "root"),
      program,
      ...this.#flags(),
    ]);
    if (command === null) {
      throw new StackError("Starting Docker needs root: start this as root or as a user with sudo.");
    }
    return new ServiceProcess({
      name: "dockerd",
      argv: command,
      dataDir,
      env: childEnv({ DOCKER_HOST: null }),
      cwd: "/",
      stopSignal: "SIGTERM",
      holdStdin: true,
      keepLog: again,
    });
  }

  #flags(): string[] {
    const group = process.getgid?.() ?? 0;
    return [
      `--config-file=${this.#writeConfig()}`,
      `--host=${this.host}`,
      `--group=${group}`,
      `--data-root=${this.#dataRoot}`,
      `--exec-root=${join(this.#runDir, "exec")}`,
      `--pidfile=${join(this.#runDir, "docker.pid")}`,
      "--bridge=none",
      "--iptables=false",
      "--ip-forward=false",
      "--ip-masq=false",
    ];
  }

  /** Ours instead of the machine's, whose settings are meant for another engine. gVisor is offered when it is there. */
  #writeConfig(): string {
    const file = join(this.#options.dockerDir, "daemon.json");
    const gvisor = findExecutable("runsc");
    const runsc = { path: gvisor, runtimeArgs: ["--network=none", "--platform=ptrace"] };
    writeFileSync(file, JSON.stringify(gvisor === null ? {} : { runtimes: { runsc } }));
    return file;
  }

  get #dataRoot(): string {
    return join(this.#options.dockerDir, "data");
  }

  async #waitUntilReady(service: ServiceProcess): Promise<void> {
    const { signal, whyNotAnswering } = this.#options;
    const deadline = Date.now() + READY_TIMEOUT_MS;
    for (;;) {
      signal?.throwIfAborted();
      const over = Date.now() > deadline;
      if (service.endedAs !== null || over) {
        const reason = lastMeaningfulLine(service.logTail(100));
        throw new StackError(
          `Docker could not be started on this machine${reason === "" ? "" : `: ${reason}`}${/[.!?]$/.test(reason) ? "" : "."} Start a Docker Engine yourself, or set DOCKER_HOST to one. The whole log is ${service.logFile}.`,
        );
      }
      if ((await whyNotAnswering(this.host)) === null) return;
      await sleep(100);
    }
  }

  async #removeContainers(): Promise<void> {
    const env = childEnv({ DOCKER_HOST: this.host, DOCKER_CONTEXT: null });
    if (!existsSync(this.host.slice("unix://".length))) return;
    const list = await run(["docker", "ps", "--all", "--quiet"], { env, timeoutMs: 10_000 });
    const ids = list.stdout.split("\n").filter((id) => id !== "");
    if (ids.length > 0)
      await run(["docker", "rm", "--force", "--volumes", ...ids], { env, timeoutMs: 30_000 });
  }

  /** Ends what a killed daemon left: its containers, containerd and shims (they name our exec root), mounts, sockets. */
  async #sweep(): Promise<void> {
    const ours = (): ProcessEntry[] => findByArgument(this.#runDir);
    if (ours().length > 0) {
      const shims = new Set(
        ours()
          .filter((entry) => entry.argv.includes("containerd-shim"))
          .map((entry) => entry.pid),
      );
      await this.#kill(
        "-KILL",
        listProcesses().filter((entry) => shims.has(entry.parent)),
      );
      const daemons = ours().filter((entry) => entry.argv.includes("dockerd"));
      await this.#kill("-TERM", daemons.length > 0 ? daemons : ours());
      for (let waited = 0; waited < 150 && ours().length > 0; waited += 1) await sleep(100);
      await this.#kill("-KILL", ours());
    }
    for (const folder of [this.#runDir, this.#dataRoot]) {
      for (const mount of mountsAt(folder)) await this.#asRoot(["umount", "-l", mount]);
    }
    if (existsSync(this.#runDir)) await this.#asRoot(["rm", "-rf", "--one-file-system", this.#runDir]);
  }

  async #kill(signal: string, processes: readonly ProcessEntry[]): Promise<void> {
    if (processes.length > 0)
      await this.#asRoot(["kill", signal, ...processes.map((entry) => String(entry.pid))]);
  }

  async #asRoot(argv: readonly string[]): Promise<void> {
    const command = await asRoot(argv);
    if (command === null) return;
    await run(command, { timeoutMs: 20_000 });
  }
}

/** Where the engine of our own that keeps its images in this folder listens. */
export function hostOf(dockerDir: string): string {
  return `unix://${join(runDirFor(dockerDir), "docker.sock")}`;
}

/** Sockets have short names, so these cannot live in a data directory of any depth. */
function runDirFor(dockerDir: string): string {
  const name = `code-exec-engine-${createHash("sha256").update(dockerDir).digest("hex").slice(0, 12)}`;
  return join(existsSync("/run") ? "/run" : "/tmp", name);
}

/** In a plain chroot it is not, and dockerd, which unpacks images in a root of its own, needs one that is. */
function rootIsMount(): boolean {
  return mountPoints().includes("/");
}

/** Innermost first, and the folder itself, which dockerd mounts onto itself. */
function mountsAt(folder: string): string[] {
  return mountPoints()
    .filter((path) => path === folder || path.startsWith(`${folder}/`))
    .toReversed();
}

function mountPoints(): string[] {
  if (!existsSync("/proc/self/mountinfo")) return ["/"];
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "");
}

/** dockerd logs `time=… level=… msg="…"`; its last words before it gives up are a plain line. */
function lastMeaningfulLine(log: string): string {
  const lines = tailOf(log, 100).split("\n");
  const bad =
    lines.findLast((line) => /level=(error|fatal)|^failed|failed to start/i.test(line)) ?? lines.at(-1) ?? "";
  return /msg="((?:[^"\\]|\\.)*)"/.exec(bad)?.[1]?.replaceAll('\\"', '"') ?? bad.trim();
}
