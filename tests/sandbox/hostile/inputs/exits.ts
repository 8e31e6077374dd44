import { constants } from "node:os";
import { ROOMY_LIMITS, type HostileInput } from "../../../support/hostile.ts";

/** Those whose default is to end the program. */
const DEADLY = Object.entries(constants.signals).filter(
  ([name]) =>
    !["SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGWINCH"].includes(name),
);
/** Where one number has several names, the one that everybody knows comes first. */
const NAMES = new Map(DEADLY.toReversed().map(([name, number]) => [number, name]));

/** How a program ends. */
export const EXITS: readonly HostileInput[] = [
  {
    numbers: [52, 54],
    title: "the right answer and exit codes 0 to 255",
    language: "c",
    program: "exit-code.c",
    limits: ROOMY_LIMITS,
    runs: Array.from({ length: 256 }, (_, code) => ({
      stdin: `${code}`,
      verdict: code === 0 ? "AC" : "RE",
      exitCode: code,
    })),
    once: true,
  },
  {
    numbers: [52, 54],
    title: "exit codes that look like something else",
    language: "c",
    program: "exit-code.c",
    runs: [1, 2, 126, 127, 128, 137, 139, 143, 255].map((code) => ({
      stdin: `${code}`,
      verdict: "RE",
      exitCode: code,
    })),
  },
  {
    numbers: [53],
    title: "every signal that ends a program, sent to itself",
    language: "c",
    program: "signal-self.c",
    limits: ROOMY_LIMITS,
    runs: [...NAMES].map(([number, signal]) => ({
      stdin: `${number}`,
      verdict: "RE",
      signal,
      oomKilled: false,
    })),
  },
  {
    numbers: [53],
    title: "an exception while another one is on its way, in C++",
    language: "cpp",
    program: "exceptions.cpp",
    runs: [{ verdict: "RE", signal: "SIGABRT" }],
  },
  {
    numbers: [55],
    title: "executes what is no program",
    language: "c",
    program: "bad-programs.c",
    runs: [{ verdict: "AC" }],
  },
  {
    numbers: [73],
    title: "abort without a core file and without the host's crash handler",
    language: "c",
    program: "abort.c",
    runs: [
      { stdin: "c", verdict: "AC" },
      { stdin: "a", verdict: "RE", signal: "SIGABRT" },
    ],
  },
];
