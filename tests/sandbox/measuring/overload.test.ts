import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../../worker/sandbox/sandbox.ts";
import { createTestSandbox, submit, type Ran } from "../../support/sandbox.ts";
import { startNeighbour } from "./neighbour.ts";
import { BUSY_FOR_EVER, MOSTLY_ASLEEP } from "./programs.ts";

/**
 * Each in a container of its own, for the kernel divides a core between containers first. A busy program then needs
 * five times its CPU time, which is more than its wall limit and less than what it is stretched to.
 */
const NEIGHBOURS = 4;
const LIMITS = { cpuMs: 400, wallMs: 1_200 };
const REPEATS = 3;

const suite = createTestSandbox({ slots: NEIGHBOURS + 1, pinCores: true });
const neighbours: Session[] = [];

beforeAll(async () => {
  await suite.sandbox.start();
  for (let count = 0; count < NEIGHBOURS; count += 1) neighbours.push(await startNeighbour(suite, 0));
});
afterAll(async () => {
  await Promise.all(neighbours.map((session) => session.destroy("measured enough")));
  await suite.sandbox.close();
});

async function run(language: string, source: string): Promise<Ran[]> {
  const runs = Array.from({ length: REPEATS }, () => ({ limits: LIMITS }));
  return (await submit(suite, { language, source, runs })).runs;
}

describe("on a core with five times more to do than it can", () => {
  it.each(BUSY_FOR_EVER)("$what is ended for its CPU time", async ({ language, source }) => {
    const runs = await run(language, source);
    expect(runs.map(({ cause }) => cause)).toEqual(runs.map(() => "cpu"));
    // Or this shows nothing.
    for (const { wallMs } of runs) expect(wallMs).toBeGreaterThan(LIMITS.wallMs);
  });

  it.each(MOSTLY_ASLEEP)("$what is ended at its wall limit", async ({ language, source }) => {
    const runs = await run(language, source);
    expect(runs.map(({ cause }) => cause)).toEqual(runs.map(() => "wall"));
    expect(runs.filter(({ wallMs }) => wallMs > LIMITS.wallMs * 1.5)).toEqual([]);
  });
});
