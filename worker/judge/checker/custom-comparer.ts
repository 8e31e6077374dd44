import type { JudgingTest } from "#platform/database/judging-repository.ts";
import type { Comparer } from "../compare/comparison.ts";
import type { CheckerLease } from "./checkers.ts";

/**
 * Keeps the whole output, for a checker reads files. The run's output limit bounds it: what is over the limit is never
 * sent, and its tests are run one after the other.
 */
export function createCustomComparer(test: JudgingTest, lease: () => Promise<CheckerLease>): Comparer {
  const output: Uint8Array[] = [];
  return {
    write: (chunk) => void output.push(chunk.slice()),
    async end() {
      const { check } = await lease();
      return check({ input: test.stdin, output, answer: test.expected ?? new Uint8Array() });
    },
  };
}
