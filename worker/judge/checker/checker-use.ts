import type { JudgingJob, JudgingTest } from "#platform/database/judging-repository.ts";
import type { SourceFile } from "../../sandbox/sandbox.ts";
import type { Comparer } from "../compare/comparison.ts";
import { createComparer } from "../compare/create-comparer.ts";
import type { CheckerLease, Checkers } from "./checkers.ts";
import { createCustomComparer } from "./custom-comparer.ts";

/** How the tests of one submission are compared, and what that holds on to meanwhile. */
export type CheckerUse = {
  createComparer: (test: JudgingTest) => Comparer | null;
  /** Whether a test's output is kept until it has been compared. */
  keepsOutput: boolean;
  giveBack(): void;
  destroy(reason: string): Promise<void>;
};

export type CheckerUseInput = {
  job: JudgingJob;
  checkerFiles: readonly SourceFile[];
  checkers: Checkers;
  slot: number;
  signal: AbortSignal;
};

export function createCheckerUse(input: CheckerUseInput): CheckerUse {
  const { job, checkerFiles: files, checkers, slot, signal } = input;
  const { checker, problem } = job;
  if (checker.kind !== "custom") {
    return {
      createComparer: ({ expected }) => (expected === null ? null : createComparer(checker, expected)),
      keepsOutput: false,
      giveBack: () => undefined,
      destroy: () => Promise.resolve(),
    };
  }
  const key = JSON.stringify([problem, checker]);
  let pending: Promise<CheckerLease> | null = null;
  // Only when the first output is to be judged: most wrong submissions to a problem never get there.
  const lease = (): Promise<CheckerLease> => {
    pending ??= checkers.lease(key, { checker, files, slot, signal });
    return pending;
  };
  return {
    createComparer: (test) => createCustomComparer(test, lease),
    keepsOutput: true,
    giveBack: () => void pending?.then((held) => held.giveBack()),
    async destroy(reason) {
      const held = await pending?.catch(() => null);
      await held?.destroy(reason);
    },
  };
}
