import type { TestResult } from "#contract/test-result.ts";
import { formatBytes, formatTime } from "../ui/format.ts";

const SIGNALS: Readonly<Record<string, string>> = {
  SIGSEGV: "it touched memory that is not its own",
  SIGABRT: "it gave up by itself (abort, a failed assertion or an uncaught exception)",
  SIGFPE: "arithmetic that cannot be done, often a division by zero",
  SIGILL: "an instruction the processor does not know",
  SIGBUS: "it touched memory in an impossible way",
  SIGKILL: "it was killed",
  SIGTERM: "it was asked to end",
  SIGPIPE: "it wrote to a pipe that nobody reads",
  SIGSYS: "it made a system call that is not allowed here",
  SIGXFSZ: "it wrote a file that is too large",
  SIGXCPU: "its CPU time was used up",
  SIGTRAP: "it ran into a breakpoint or a trap",
};

/** How a test ended, in words. */
export function describeEnding(result: TestResult): string {
  const { limits } = result;
  switch (result.verdict) {
    case "TLE":
      return result.timeCause === "wall"
        ? `Did not end within ${formatTime(limits.wallMs)} of wall time, most of it spent waiting.`
        : `Used up its ${formatTime(limits.cpuMs)} of CPU time.`;
    case "MLE":
      return `Needed more than ${formatBytes(limits.memoryBytes)} of memory.`;
    case "OLE":
      return `Wrote more than ${formatBytes(limits.outputBytes)}.`;
    case "SKIPPED":
      return "Not run: an earlier test had decided the verdict.";
    case "IE":
      return "Something broke on our side. It does not count against you.";
    case "CANCELLED":
      return "Cancelled before it ended.";
    case "AC":
    case "WA":
    case "PE":
    case "RE":
    case "CE":
      return describeExit(result);
  }
}

function describeExit({ signal, exitCode }: TestResult): string {
  if (signal) {
    const meaning = SIGNALS[signal];
    return meaning ? `Ended by ${signal}: ${meaning}.` : `Ended by ${signal}.`;
  }
  return exitCode === null ? "" : `Exit code ${exitCode}.`;
}
