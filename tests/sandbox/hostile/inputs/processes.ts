import { ROOMY_LIMITS, type HostileInput } from "../../../support/hostile.ts";

/** Too many processes, and processes that will not go away. */
export const PROCESSES: readonly HostileInput[] = [
  {
    numbers: [1, 2],
    title: "fork bomb, without and with sessions of their own",
    language: "c",
    program: "fork-bomb.c",
    runs: [
      { stdin: "f", verdict: "TLE" },
      { stdin: "s", verdict: "TLE" },
    ],
  },
  {
    numbers: [1],
    title: "forks up to the limit and no further",
    language: "c",
    program: "fork-count.c",
    limits: { ...ROOMY_LIMITS, processes: 16 },
    runs: [{ verdict: "AC" }],
  },
  {
    numbers: [3],
    title: "thread bomb",
    language: "c",
    program: "thread-bomb.c",
    limits: ROOMY_LIMITS,
    runs: [{ verdict: "RE", signal: "SIGABRT" }],
  },
  {
    numbers: [3],
    title: "thread bomb in Java",
    language: "java",
    program: "ThreadBomb.java",
    limits: ROOMY_LIMITS,
    runs: [{ verdict: "RE", exitCode: 3 }],
    once: true,
  },
  {
    numbers: [4],
    title: "parent exits, 50 children live",
    language: "c",
    program: "orphans.c",
    runs: [{ verdict: "AC" }, { verdict: "AC" }],
  },
  {
    numbers: [5],
    title: "daemon that ignores every signal and holds standard output",
    language: "c",
    program: "daemon.c",
    runs: [{ verdict: "AC" }],
  },
  {
    numbers: [5],
    title: "daemon in Python",
    language: "python",
    program: "daemon.py",
    limits: ROOMY_LIMITS,
    runs: [{ verdict: "AC" }],
  },
  {
    numbers: [5],
    title: "detached child and timers in JavaScript",
    language: "javascript",
    program: "linger.js",
    limits: ROOMY_LIMITS,
    runs: [{ verdict: "AC" }],
  },
  {
    numbers: [6],
    title: "zombies up to the limit",
    language: "c",
    program: "zombies.c",
    runs: [{ verdict: "AC" }],
  },
  {
    numbers: [7],
    title: "vfork and clone(CLONE_VM) without end",
    language: "c",
    program: "vfork-loop.c",
    runs: [
      { stdin: "v", verdict: "TLE", timeCause: "cpu" },
      { stdin: "c", verdict: "TLE" },
    ],
  },
];
