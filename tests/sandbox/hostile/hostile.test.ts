import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  compareOutcome,
  describeExpected,
  describeOutcome,
  findLeftovers,
  judgeHostile,
  judgeKnownGood,
  type HostileInput,
} from "../../support/hostile.ts";
import { LANGUAGES } from "../../support/programs.ts";
import { createTestSandbox } from "../../support/sandbox.ts";
import { COMPILING } from "./inputs/compiling.ts";
import { ESCAPES } from "./inputs/escapes.ts";
import { EXITS } from "./inputs/exits.ts";
import { MEMORY } from "./inputs/memory.ts";
import { PROCESSES } from "./inputs/processes.ts";
import { STREAMS } from "./inputs/streams.ts";
import { TIME } from "./inputs/time.ts";

/**
 * Programs that mean harm, judged as any other. Each has its expected outcome in `inputs/`, the numbers are those of
 * docs/sandbox.md. After every one, an innocent program must be accepted on the same slot, and nothing of the
 * hostile one may be left.
 *
 * Not here, because it is not a program that does it:
 * - 59 (marks for the next run): tests/sandbox/leaks
 * - 70, 71 (odd artifacts: no compiler we ship runs the submitter's code): tests/sandbox/outcomes.test.ts
 * - 84 (source too large), 85 (file names): tests/integration/system/api.test.ts; 88: nobody may pass compiler flags
 * - 39, 40 (how controls and markup are shown): src/features/output/visible-text.test.ts
 * - 89 (the worker is killed): tests/integration/system/worker-death.test.ts
 * - 90 (Docker away): tests/sandbox/docker-away.test.ts; 91 (cancelling): tests/sandbox/lifecycle.test.ts
 * - 92 (busy host): tests/sandbox/measuring
 */
const GROUPS: Readonly<Record<string, readonly HostileInput[]>> = {
  processes: PROCESSES,
  memory: MEMORY,
  time: TIME,
  streams: STREAMS,
  exits: EXITS,
  escapes: ESCAPES,
  compiling: COMPILING,
};

describe.each(["auto", "never"] as const)("hostile programs with reuse: %s", (reuse) => {
  const suite = createTestSandbox({
    languages: LANGUAGES,
    slots: 1,
    reuse,
  });
  const tried: string[] = [];

  beforeAll(() => suite.sandbox.start());

  afterAll(async () => {
    await suite.sandbox.close();
    process.stdout.write(`\nReuse ${reuse}: ${tried.length} inputs tried\n${tried.join("\n")}\n`);
    const left = await suite.containers();
    if (left.length > 0) throw new Error(`${left.length} containers are left.`);
  });

  it("isolates in the way that is meant", () => {
    expect(suite.sandbox.describe().mode).toBe(reuse === "auto" ? "cells" : "container-per-submission");
  });

  describe.each(Object.entries(GROUPS))("%s", (_, inputs) => {
    it.each(inputs.filter(({ once }) => reuse === "auto" || once !== true))("$title", async (input) => {
      const outcome = await judgeHostile(suite, input);
      tried.push(
        `${input.numbers.join(",").padEnd(14)} ${input.title} | ${describeExpected(input)} | ${describeOutcome(outcome)}`,
      );
      const good = await judgeKnownGood(suite, input.language);
      expect(compareOutcome(input, outcome)).toEqual([]);
      expect([good.verdict, good.compile?.output.text ?? ""]).toEqual(["AC", ""]);
      expect(await findLeftovers(suite, input.language)).toEqual([]);
      expect((await suite.containers()).length).toBeLessThanOrEqual(LANGUAGES.length + 2);
    });

    it("nothing is left in any container", async () => {
      expect(await findLeftovers(suite)).toEqual([]);
    });
  });
});
