import { spawn } from "node:child_process";
import { accessSync, constants, createWriteStream, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { stripVTControlCharacters } from "node:util";
import { childEnv, executablePath } from "./env.ts";
import { StackError } from "./stack-error.ts";

/** Commands that run to their end. Long-running services are in `service-process.ts`. */

export type CommandOptions = {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Everything printed is appended here. */
  logFile?: string;
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
  /** Called with each whole line of standard output and standard error. */
  onLine?: (line: string) => void;
};

export type CommandResult = { code: number | null; stdout: string; stderr: string };

/** Never rejects because of the exit code; rejects when the command cannot be started or was aborted. */
export async function run(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [command = "", ...args] = argv;
  options.signal?.throwIfAborted();
  // A group of its own: Ctrl+C in the terminal must reach us alone, and we must be able to end all of it.
  const child = spawn(findExecutable(command) ?? command, args, {
    cwd: options.cwd,
    env: options.env ?? childEnv(),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const log = options.logFile === undefined ? null : createWriteStream(options.logFile, { flags: "a" });
  log?.on("error", () => log.destroy());
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    const lines = lineSplitter(options.onLine ?? (() => undefined));
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
      log?.write(text);
      lines(text);
    });
  }
  const kill = (): void => killGroup(child.pid);
  options.signal?.addEventListener("abort", kill);
  const timer = options.timeoutMs === undefined ? null : setTimeout(kill, options.timeoutMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", (cause) => {
        reject(new StackError(`The program "${command}" cannot be started: ${cause.message}.`, { cause }));
      });
      child.on("close", resolve);
    });
    options.signal?.throwIfAborted();
    return { code, ...output };
  } finally {
    if (timer !== null) clearTimeout(timer);
    options.signal?.removeEventListener("abort", kill);
    log?.end();
    if (log !== null && !log.destroyed) await finished(log).catch(() => undefined);
  }
}

/** Full path of a program, or null. */
export function findExecutable(name: string): string | null {
  const candidates = name.includes("/") ? [name] : executablePath().map((folder) => join(folder, name));
  return candidates.find((file) => isExecutable(file)) ?? null;
}

/** The command as root: as it is when we are root, through sudo when that asks no question, null otherwise. */
export async function asRoot(argv: readonly string[]): Promise<string[] | null> {
  if (userInfo().uid === 0) return [...argv];
  if (findExecutable("sudo") === null) return null;
  const allowed = await run(["sudo", "-n", "true"]);
  return allowed.code === 0 ? ["sudo", "-n", ...argv] : null;
}

/** Machines write longer lines than people read. */
const MAX_LINE = 300;

/** The last lines of a text, without empty ones. */
export function tailOf(text: string, lines = 20): string {
  const meaningful = stripVTControlCharacters(text)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  const shown = meaningful.slice(-lines);
  return shown.map((line) => (line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line)).join("\n");
}

export function tailOfFile(file: string, lines = 20): string {
  try {
    return tailOf(readFileSync(file, "utf8"), lines);
  } catch {
    return "";
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  const send = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-pid, signal);
    } catch {
      // Already gone.
    }
  };
  send("SIGTERM");
  setTimeout(() => send("SIGKILL"), 5_000).unref();
}

function lineSplitter(onLine: (line: string) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    const lines = (rest + text).split(/\r?\n|\r/);
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  };
}
