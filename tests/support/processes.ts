import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { childEnvironment } from "./env.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const LOGS = join(ROOT, ".data", "logs");

export type EngineProcess = {
  readonly pid: number;
  readonly exited: Promise<void>;
  /** Everything it has written to its log so far, as it is. */
  readLog: () => string;
  /** SIGTERM, and waits until it is gone. */
  stop: () => Promise<void>;
  /** SIGKILL, as a crash would be. */
  kill: () => Promise<void>;
};

/** One of our own processes, as built; its log goes to `.data/logs`. */
export function startProcess(
  name: "gateway" | "worker",
  environment: Readonly<Record<string, string | undefined>>,
): EngineProcess {
  mkdirSync(LOGS, { recursive: true });
  const log = createWriteStream(join(LOGS, `test-${name}.log`), { flags: "a" });
  const child: ChildProcess = spawn(process.execPath, ["--enable-source-maps", join("dist", `${name}.mjs`)], {
    cwd: ROOT,
    env: childEnvironment({ NODE_ENV: "production", ...environment }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => void chunks.push(chunk));
  const exited = once(child, "exit").then(() => log.end());
  const end = (signal: NodeJS.Signals) => async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  return {
    pid: child.pid ?? 0,
    exited: exited.then(() => undefined),
    readLog: () => Buffer.concat(chunks).toString("utf8"),
    stop: end("SIGTERM"),
    kill: end("SIGKILL"),
  };
}
