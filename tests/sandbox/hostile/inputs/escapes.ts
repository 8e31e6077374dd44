import { ROOMY_LIMITS, type HostileInput } from "../../../support/hostile.ts";

/** A program that says OK when everything it tried was refused. */
function attempt(numbers: readonly number[], title: string, program: string): HostileInput {
  return { numbers, title, language: "c", program, limits: ROOMY_LIMITS, runs: [{ verdict: "AC" }] };
}

/** Out of the cell: to the runner, to the host, to the network, to other programs. */
export const ESCAPES: readonly HostileInput[] = [
  attempt([57], "reads what belongs to the host, the runner or root", "secrets.c"),
  attempt([57], "looks for processes other than its own", "processes-seen.c"),
  {
    ...attempt([58], "looks for tests and answers, twice", "find-answers.c"),
    runs: [{ verdict: "AC" }, { verdict: "AC" }],
  },
  attempt([60], "writes to the image, the program and the kernel's settings", "write-root.c"),
  attempt([61], "opens connections and odd sockets", "network.c"),
  { ...attempt([61], "opens connections in Python", "network.py"), language: "python" },
  { ...attempt([61], "opens connections in JavaScript", "network.js"), language: "javascript" },
  {
    ...attempt([62], "listens on a port of its own, twice", "loopback.c"),
    runs: [{ verdict: "AC" }, { verdict: "AC" }],
  },
  attempt([63], "traces the init and its own child, reads their memory", "trace.c"),
  attempt([64], "kills and stops the init, its parent and everything", "kill-init.c"),
  {
    ...attempt([64], "sends the init the signal that ends a run", "term-init.c"),
    runs: [{ verdict: "AC" }, { verdict: "AC" }],
  },
  attempt([65], "makes and enters namespaces", "namespaces.c"),
  attempt([66], "mounts, unmounts, changes its root", "mounts.c"),
  attempt([67], "calls the dangerous parts of the kernel", "kernel-calls.c"),
  {
    ...attempt([68], "calls the kernel as a 32-bit and as an x32 program", "other-abi.c"),
    runs: [
      { stdin: "i", verdict: "RE", signal: "SIGSYS" },
      { stdin: "x", verdict: "RE", signal: "SIGSYS" },
    ],
  },
  attempt([69, 70], "becomes root, takes capabilities, makes devices", "privileges.c"),
  {
    ...attempt([72], "odd names, 10,000 directories deep, closed to itself, twice", "odd-names.c"),
    runs: [{ verdict: "AC" }, { verdict: "AC" }],
  },
  {
    ...attempt([74], "runs itself from a memfd, /tmp and /dev/shm, then burns", "exec-elsewhere.c"),
    limits: { wallMs: 6_000 },
    runs: ["m", "t", "s"].map((stdin) => ({ stdin, verdict: "TLE", timeCause: "cpu" })),
  },
  attempt([76], "changes its control group", "cgroup.c"),
  {
    ...attempt([57, 60, 61, 69], "tries a bit of everything in Java", "Escape.java"),
    language: "java",
    once: true,
  },
  {
    ...attempt([57, 60, 69], "tries a bit of everything in JavaScript", "escape.js"),
    language: "javascript",
  },
  { ...attempt([57, 60, 63, 65], "tries a bit of everything in Python", "escape.py"), language: "python" },
];
