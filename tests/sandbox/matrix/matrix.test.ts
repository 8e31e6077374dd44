import { afterAll, beforeAll, expect, it } from "vitest";
import { DEFAULT_LIMITS, type Limits } from "../../../src/contract/limits.ts";
import type { FinalOutcome } from "../../../src/platform/database/judging-repository.ts";
import { judgeSubmission } from "../../../worker/judge/judge-submission.ts";
import { matrixRounds } from "../../support/env.ts";
import { forEachInFlight, seededRandom, shuffled, Slots } from "../../support/flight.ts";
import { LANGUAGES, type LanguageSlug } from "../../support/programs.ts";
import { NO_CHECKERS, createTestSandbox, runtimeOf, sourceOf } from "../../support/sandbox.ts";
import { EXIT_CODE, EXPECTED, LIMITS, OUTCOMES, programOf, SIGNALS, type Outcome } from "./programs.ts";

const SLOTS = 2;
const IN_FLIGHT = 4;
/** Nothing that is not about the wall clock may end by it, however busy the machine is. */
const WALL_MS = 30_000;
const ROUND_TIMEOUT_MS = 300_000;

const suite = createTestSandbox({ languages: LANGUAGES, slots: SLOTS });
const slots = new Slots(SLOTS);

beforeAll(() => suite.sandbox.start());
afterAll(async () => {
  await suite.sandbox.close();
  const remaining = await suite.containers();
  if (remaining.length > 0) throw new Error(`${remaining.length} containers are left.`);
});

type Cell = { language: LanguageSlug; outcome: Outcome; limits: Limits };

const CELLS: readonly Cell[] = LANGUAGES.flatMap((language) =>
  OUTCOMES.map((outcome) => ({
    language,
    outcome,
    limits: { ...DEFAULT_LIMITS, wallMs: WALL_MS, ...LIMITS[outcome] },
  })),
);

function judge({ language, outcome, limits }: Cell, slot: number): Promise<FinalOutcome> {
  const runtime = runtimeOf(language);
  return judgeSubmission(suite.sandbox, {
    job: {
      id: `${language} ${outcome}`,
      attempt: 1,
      language,
      limits,
      checker: { kind: "token" },
      stopOnFirstFail: false,
      problem: null,
    },
    runtime,
    files: [sourceOf(runtime, programOf(language, outcome))],
    tests: [{ name: "1", visibility: "full", stdin: Buffer.from("1 2\n"), expected: Buffer.from("3\n") }],
    checkerFiles: [],
    checkers: NO_CHECKERS,
    slot,
    signal: new AbortController().signal,
    report: () => undefined,
  });
}

/** What is said about the end of the program, where the outcome is about that. */
function endOf({ language, outcome }: Cell): { exitCode: number | null; signal: string | null } | null {
  if (outcome === "RE exit code") return { exitCode: EXIT_CODE, signal: null };
  if (outcome === "RE signal") return { exitCode: null, signal: SIGNALS[language] };
  return null;
}

/** Null when everything is as it must be, else all that is known. */
function difference(cell: Cell, outcome: FinalOutcome): object | null {
  const expected = EXPECTED[cell.outcome];
  const [result] = outcome.results;
  const end = endOf(cell);
  const fits =
    outcome.verdict === expected.verdict &&
    outcome.timeCause === expected.timeCause &&
    (end === null || (result?.exitCode === end.exitCode && result.signal === end.signal));
  return fits ? null : { language: cell.language, wanted: cell.outcome, outcome };
}

it(
  `every language has every verdict, ${matrixRounds} times in a row, ${IN_FLIGHT} in flight on ${SLOTS} slots`,
  async () => {
    const wrong: object[] = [];
    for (let round = 0; round < matrixRounds; round += 1) {
      await forEachInFlight(shuffled(CELLS, seededRandom(round)), IN_FLIGHT, async (cell) => {
        const wrongIn = await slots.use(async (slot) => {
          try {
            return difference(cell, await judge(cell, slot));
          } catch (error) {
            return { ...cell, error: String(error) };
          }
        });
        if (wrongIn !== null) wrong.push({ round, ...wrongIn });
      });
    }
    expect(wrong).toEqual([]);
  },
  matrixRounds * ROUND_TIMEOUT_MS,
);
