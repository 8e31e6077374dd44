import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../../worker/sandbox/sandbox.ts";
import { createTestSandbox, MIB, submit, type Ran, type RunOptions } from "../../support/sandbox.ts";
import { startNeighbour } from "./neighbour.ts";
import { BUSY, LITTERER, SLEEPERS, TOUCHER } from "./programs.ts";

/** What the engine may be off by: 10 ms or 5 %, whichever is more. */
const CPU_OFF_MS = 10;
const CPU_OFF_SHARE = 0.05;
const SLEEPER_MAX_MS = 5;
/** Clearing so many files away takes the kernel longer than the next program may use the processor. */
const LITTER_FILES = 20_000;
const LITTER_CPU_MS = 8;
const MEMORY_OFF_BYTES = MIB;
const REPEATS = 3;
const TOUCHED_MIB = [1, 2, 8, 33, 64, 100];
/** Room for a busy machine: these programs measure, they are not to be ended. */
const LIMITS = { cpuMs: 30_000, wallMs: 110_000 };

const suite = createTestSandbox({ languages: ["c", "python", "javascript"], slots: 2, pinCores: true });

beforeAll(() => suite.sandbox.start());
afterAll(async () => {
  await suite.sandbox.close();
  const remaining = await suite.containers();
  if (remaining.length > 0) throw new Error(`${remaining.length} containers are left.`);
});

async function measure(language: string, source: string, runs: readonly RunOptions[]): Promise<Ran[]> {
  const result = await submit(suite, {
    language,
    source,
    runs: runs.map((run) => ({ ...run, limits: LIMITS })),
  });
  for (const run of result.runs)
    if (run.cause !== "exited" || run.exitCode !== 0)
      throw new Error(`It did not end well: ${JSON.stringify({ compile: result.compile, run })}`);
  return result.runs;
}

/** The number the program printed after the word. */
function printed(run: Ran, word: string): number {
  const [, digits] = new RegExp(`^${word} (\\d+)$`, "m").exec(run.stdout) ?? [];
  if (digits === undefined) throw new Error(`It printed no ${word}: ${run.stdout}`);
  return Number(digits);
}

function repeated(times: number): RunOptions[] {
  return Array.from({ length: times }, () => ({}));
}

describe.each([
  { where: "while the other slot is idle", neighbour: null },
  { where: "while the other slot is busy", neighbour: 1 },
  { where: "while another program is busy on the same core", neighbour: 0 },
])("$where", ({ neighbour }) => {
  let session: Session | null = null;
  beforeAll(async () => {
    if (neighbour !== null) session = await startNeighbour(suite, neighbour);
  });
  afterAll(async () => {
    await session?.destroy("measured enough");
  });

  it.each(BUSY)("the CPU time of $what is what it measures itself", async ({ language, source, repeats }) => {
    const runs = await measure(language, source, repeated(repeats));
    const figures = runs.map((run) => ({ engineMs: run.cpuMs, ownMs: printed(run, "cpu") / 1_000 }));
    const wrong = figures.filter(
      ({ engineMs, ownMs }) => Math.abs(engineMs - ownMs) > Math.max(CPU_OFF_MS, ownMs * CPU_OFF_SHARE),
    );
    expect(wrong).toEqual([]);
  });

  it.each(SLEEPERS)("a program that $what uses next to no CPU time", async ({ source }) => {
    const runs = await measure("c", source, repeated(REPEATS));
    expect(runs.map((run) => run.cpuMs).filter((cpuMs) => cpuMs > SLEEPER_MAX_MS)).toEqual([]);
  });

  it("a program is not charged for clearing away what the one before it left", async () => {
    const runs = Array.from({ length: REPEATS }, () => [
      { stdin: `${LITTER_FILES}`, limits: LIMITS },
      { stdin: "0", limits: { ...LIMITS, cpuMs: LITTER_CPU_MS } },
    ]).flat();
    const result = await submit(suite, { language: "c", source: LITTERER, runs });
    expect(result.runs.map((run) => [run.cause, run.exitCode])).toEqual(runs.map(() => ["exited", 0]));
  });

  it("the peak memory of a program is what the kernel noted for it", async () => {
    const runs = await measure(
      "c",
      TOUCHER,
      TOUCHED_MIB.map((mib) => ({ stdin: `${mib}\n` })),
    );
    const figures = runs.map((run, index) => ({
      touchedMib: TOUCHED_MIB[index] ?? 0,
      engineBytes: run.peakMemoryBytes,
      ownBytes: printed(run, "memory"),
    }));
    const wrong = figures.filter(
      ({ touchedMib, engineBytes, ownBytes }) =>
        Math.abs(engineBytes - ownBytes) > MEMORY_OFF_BYTES || engineBytes < touchedMib * MIB,
    );
    expect(wrong).toEqual([]);
  });
});
