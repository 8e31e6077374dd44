import type { CreateSubmissionInput } from "../../../src/contract/submission.ts";
import { PROGRAMS } from "../programs.ts";

/** What is submitted, with the verdict that nothing which happens to the engine may change. */
export type KnownJob = { input: CreateSubmissionInput; verdict: string };

/** Others use this machine, too: nobody may run out of time but those who are meant to. */
const PATIENT = { cpuMs: 10_000, wallMs: 30_000 };
const IMPATIENT = { cpuMs: 200, wallMs: 10_000 };

const SUMS = [
  [1, 2],
  [20, 22],
  [-5, 5],
].map(([a = 0, b = 0], index) => ({
  name: `sum ${index}`,
  stdin: `${a} ${b}\n`,
  expectedStdout: `${a + b}\n`,
}));

function sums(language: "c" | "python", verdict: "AC" | "WA" | "RE" | "CE" | "TLE"): KnownJob {
  const source = PROGRAMS[language][verdict];
  const limits = verdict === "TLE" ? IMPATIENT : PATIENT;
  return { input: { language, source, tests: SUMS, limits }, verdict };
}

function problem(language: "c" | "python", verdict: "AC" | "WA"): KnownJob {
  const source = PROGRAMS[language][verdict];
  return { input: { language, source, problem: "sum" }, verdict };
}

/** Often enough in the middle of something: a second of doing nothing between two tests. */
const SLEEPER: KnownJob = {
  input: {
    language: "python",
    source: "import time\nprint(input(), flush=True)\ntime.sleep(0.4)\n",
    tests: SUMS.map(({ name, stdin }) => ({ name, stdin, expectedStdout: stdin })),
    limits: PATIENT,
  },
  verdict: "AC",
};

const MIX: readonly KnownJob[] = [
  sums("python", "AC"),
  sums("c", "AC"),
  SLEEPER,
  sums("python", "WA"),
  sums("python", "RE"),
  problem("python", "AC"),
  sums("c", "WA"),
  sums("python", "CE"),
  SLEEPER,
  sums("python", "TLE"),
  sums("c", "RE"),
  problem("python", "WA"),
  sums("c", "CE"),
  sums("python", "AC"),
  problem("c", "AC"),
  sums("c", "TLE"),
];

export function knownJob(index: number): KnownJob {
  const known = MIX[index % MIX.length];
  if (!known) throw new Error("The mix is empty");
  return known;
}
