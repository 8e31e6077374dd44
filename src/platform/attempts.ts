import type { FinalOutcome } from "./database/judging-repository.ts";

/** A submission may fail on our side this often; then it ends as `IE` and its entry goes to the dead letters. */
export const MAX_FAILURES = 3;

/** What is recorded when every attempt failed on our side. */
export const EXHAUSTED: FinalOutcome = {
  verdict: "IE",
  timeCause: null,
  totals: {
    tests: 0,
    passed: 0,
    decidingTest: null,
    maxCpuMs: 0,
    maxWallMs: 0,
    maxMemoryBytes: 0,
    sumCpuMs: 0,
  },
  compile: null,
  message: `Judging failed ${MAX_FAILURES} times on our side. This does not count against you.`,
  imageDigest: null,
  results: [],
};
