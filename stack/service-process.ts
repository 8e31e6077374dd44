import { spawn, type ChildProcess } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { findExecutable, tailOfFile } from "./command.ts";
import {
  endProcess,
  isRunning,
  recordProcess,
  signalProcess,
  waitUntilGone,
  type RecordedProcess,
} from "./process-table.ts";
import { StackError } from "./stack-error.ts";

/**
 * One long-running child: Postgres, Redis, dockerd, gateway or worker.
 *
 * - It has a session of its own, so Ctrl+C reaches the supervisor alone, which stops things in order.
 * - It is written down in `<dataDir>/run/<name>.json` while it lives. Should the supervisor be killed, the kernel sends
 *   the child its stop signal (`setpriv --pdeathsig`), and the next start ends whatever is still written down.
 * - Its output goes straight to `<dataDir>/logs/<name>.log`, so nothing is lost and nobody has to read it.
 */

export type ServiceOptions = {
  name: string;
  argv: readonly string[];
  dataDir: string;
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** Asks the program to end in good order. */
  stopSignal: "SIGTERM" | "SIGINT";
  /** Another user to run as (only root may). */
  runAs?: RunAs | null;
  /** Go on in the log that is there, instead of putting it aside as `<name>.log.1`. */
  keepLog?: boolean;
  /** For programs that end when their standard input does: it stays open until they are to stop, or we are gone. */
  holdStdin?: boolean;
};

export type RunAs = {
  uid: number;
  gid: number;
  /** May pass through folders closed to that user. */ passFolders: boolean;
};

export class ServiceProcess {
  readonly name: string;
  readonly logFile: string;
  /** How it ended, as words. Never rejects. */
  readonly ended: Promise<string>;
  readonly #options: ServiceOptions;
  readonly #child: ChildProcess;
  readonly #recorded: RecordedProcess | null;
  #endedAs: string | null = null;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.name = options.name;
    this.logFile = openLog(options);
    const log = openSync(this.logFile, "a", 0o600);
    const [command = "", ...args] = wrapped(options);
    this.#child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: [options.holdStdin === true ? "pipe" : "ignore", log, log],
      detached: true,
    });
    closeSync(log);
    this.#child.stdin?.on("error", () => undefined);
    this.#recorded = this.#child.pid === undefined ? null : recordProcess(this.#child.pid);
    if (this.#recorded !== null) writeRecord(options, this.#recorded);
    this.ended = new Promise((resolve) => {
      const finish = (how: string): void => {
        this.#endedAs ??= how;
        this.#child.stdin?.destroy();
        rmSync(recordFile(options.dataDir, options.name), { force: true });
        resolve(this.#endedAs);
      };
      this.#child.on("error", (error) => finish(`could not be started: ${error.message}`));
      this.#child.on("exit", (code, signal) =>
        finish(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
      );
    });
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /** How it ended, or null while it runs. */
  get endedAs(): string | null {
    return this.#endedAs;
  }

  logTail(lines = 20): string {
    return tailOfFile(this.logFile, lines);
  }

  /** Ends in good order; by force when that takes too long. */
  async stop(timeoutMs: number): Promise<void> {
    if (this.#endedAs !== null || this.#recorded === null) return;
    if (this.#child.stdin !== null) {
      this.#child.stdin.end();
      if (await waitUntilGone(this.#recorded, timeoutMs)) return void (await this.ended);
    }
    await endProcess(this.#recorded, this.#options.stopSignal, timeoutMs);
    await this.ended;
  }

  kill(): void {
    if (this.#recorded !== null && this.#endedAs === null) signalProcess(this.#recorded, "SIGKILL");
  }
}

/**
 * Ends what a supervisor that was killed has left running under this data directory. Not an engine of our own, whose
 * containers must go first: `OwnDaemon` sees to that.
 */
export async function endLeftovers(dataDir: string): Promise<void> {
  const folder = join(dataDir, "run");
  if (!existsSync(folder)) return;
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(".json") && file !== "dockerd.json")
    .map((file) => file.replace(/\.json$/, ""));
  await Promise.all(names.map((name) => endLeftover(dataDir, name)));
}

async function endLeftover(dataDir: string, name: string): Promise<void> {
  const record = readRecord(recordFile(dataDir, name));
  if (record !== null && isRunning(record)) {
    await endProcess(record, record.stopSignal, 15_000);
    if (isRunning(record)) {
      throw new StackError(
        `Process ${record.pid} (${name}) of an earlier start cannot be ended: end it by hand and start again.`,
      );
    }
  }
  rmSync(recordFile(dataDir, name), { force: true });
}

type Record = RecordedProcess & { stopSignal: "SIGTERM" | "SIGINT" };

function recordFile(dataDir: string, name: string): string {
  return join(dataDir, "run", `${name}.json`);
}

function writeRecord(options: ServiceOptions, recorded: RecordedProcess): void {
  mkdirSync(join(options.dataDir, "run"), { recursive: true });
  const record: Record = { ...recorded, stopSignal: options.stopSignal };
  writeFileSync(recordFile(options.dataDir, options.name), JSON.stringify(record));
}

function readRecord(file: string): Record | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record;
  } catch {
    return null;
  }
}

function openLog(options: ServiceOptions): string {
  const folder = join(options.dataDir, "logs");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${options.name}.log`);
  if (options.keepLog !== true && existsSync(file)) renameSync(file, `${file}.1`);
  return file;
}

/** The command with what `setpriv` does before it: user, capabilities, and the signal for when we die. */
function wrapped(options: ServiceOptions): string[] {
  const setpriv = process.platform === "linux" ? findExecutable("setpriv") : null;
  const runAs = options.runAs ?? null;
  if (setpriv === null) {
    if (runAs === null) return [...options.argv];
    throw new StackError(
      `The program "setpriv" (Debian package util-linux) is needed to run ${options.name} as another user.`,
    );
  }
  const user = runAs === null ? [] : asUser(runAs);
  return [setpriv, ...user, `--pdeathsig=${options.stopSignal.slice(3)}`, "--", ...options.argv];
}

/**
 * The options of `setpriv` for another user. With `passFolders` that user may also search and read where file modes
 * would not let it: a checkout in root's home is closed to everybody else. The secure bit makes `access(2)`, which
 * otherwise forgets about capabilities, agree with `open(2)`.
 */
export function asUser(runAs: RunAs): string[] {
  const passing = [
    "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
    "--securebits=+no_setuid_fixup",
  ];
  const ids = [`--reuid=${runAs.uid}`, `--regid=${runAs.gid}`, "--clear-groups"];
  return [...ids, ...(runAs.passFolders ? passing : [])];
}
