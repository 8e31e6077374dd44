import { z } from "zod";

/** Where a submission is. `done` is final for its attempt. */
export const Status = z.enum(["queued", "compiling", "running", "done"]);
export type Status = z.infer<typeof Status>;

/** The final judgement of a submission. */
export const Verdict = z.enum(["AC", "WA", "PE", "TLE", "MLE", "OLE", "RE", "CE", "IE", "CANCELLED"]);
export type Verdict = z.infer<typeof Verdict>;

/** The judgement of one test: a verdict, or `SKIPPED` when it was not run. */
export const TestVerdict = z.enum([...Verdict.options, "SKIPPED"]);
export type TestVerdict = z.infer<typeof TestVerdict>;

/** Which clock ran out, for `TLE` only. */
export const TimeCause = z.enum(["cpu", "wall"]);
export type TimeCause = z.infer<typeof TimeCause>;

/** The words shown beside a code. */
export const VERDICT_NAMES: Readonly<Record<TestVerdict, string>> = {
  AC: "Accepted",
  WA: "Wrong answer",
  PE: "Presentation error",
  TLE: "Time limit exceeded",
  MLE: "Memory limit exceeded",
  OLE: "Output limit exceeded",
  RE: "Run-time error",
  CE: "Compile error",
  IE: "Internal error",
  CANCELLED: "Cancelled",
  SKIPPED: "Skipped",
};

export function isFinal(status: Status): boolean {
  return status === "done";
}
