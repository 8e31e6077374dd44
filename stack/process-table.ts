import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Which process a number belongs to. A pid alone may have been given to a stranger since we wrote it down, so a
 * recorded process is always a pid together with the moment it started.
 */
export type RecordedProcess = { pid: number; startedAt: string };

export function recordProcess(pid: number): RecordedProcess {
  return { pid, startedAt: startOf(pid) ?? "unknown" };
}

export function isRunning(recorded: RecordedProcess): boolean {
  if (!exists(recorded.pid)) return false;
  const now = startOf(recorded.pid);
  return now === null ? recorded.startedAt === "unknown" : now === recorded.startedAt;
}

/** Sends a signal if the process still is the recorded one. */
export function signalProcess(recorded: RecordedProcess, signal: NodeJS.Signals): void {
  if (!isRunning(recorded)) return;
  try {
    process.kill(recorded.pid, signal);
  } catch {
    // It ended in this very moment, or belongs to someone else: isRunning tells which.
  }
}

/** True when the process was gone in time. */
export async function waitUntilGone(recorded: RecordedProcess, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isRunning(recorded)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

/** Asks, waits, insists. */
export async function endProcess(
  recorded: RecordedProcess,
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<void> {
  signalProcess(recorded, signal);
  if (await waitUntilGone(recorded, timeoutMs)) return;
  signalProcess(recorded, "SIGKILL");
  await waitUntilGone(recorded, 5_000);
}

export type ProcessEntry = { pid: number; parent: number; argv: string };

/** Processes that have this very text in an argument: used with paths that only our own daemon is given. */
export function findByArgument(text: string): ProcessEntry[] {
  return listProcesses().filter((entry) => entry.pid !== process.pid && entry.argv.includes(text));
}

export function listProcesses(): ProcessEntry[] {
  return listPids().map((pid) => ({
    pid,
    parent: Number(statFields(pid)?.[1] ?? 0),
    argv: commandLine(pid),
  }));
}

export function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

function listPids(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Boot and start time; null where there is no `/proc`. */
function startOf(pid: number): string | null {
  const fields = statFields(pid);
  if (fields === null) return null;
  if (fields[0] === "Z") return "ended";
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${fields[19] ?? ""}`;
}

/** The fields of `stat` from the third (state, parent, …) on: the second is the name, which may contain anything. */
function statFields(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}
