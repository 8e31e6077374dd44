import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RequestedLimits } from "#contract/limits.ts";
import { createRandom, type Random } from "./random.ts";

/** The problems a fresh installation comes with. Tests are made by code, the same ones every time. */

type SeedTest = { name: string; sample: boolean; stdin: string; expected: string };
export type SeedProblem = {
  slug: string;
  title: string;
  difficulty: "easy" | "medium" | "hard";
  limits: RequestedLimits;
  statement: string;
  tests: SeedTest[];
};

const MIB = 1024 * 1024;

export function seedProblems(): SeedProblem[] {
  return [
    {
      slug: "sum",
      title: "Sum of Two",
      difficulty: "easy",
      limits: { cpuMs: 2_000, memoryBytes: 256 * MIB },
      statement: statementOf("sum"),
      tests: sumTests(),
    },
    {
      slug: "pairs",
      title: "Pairs with a Sum",
      difficulty: "medium",
      limits: { cpuMs: 1_000, memoryBytes: 256 * MIB },
      statement: statementOf("pairs"),
      tests: pairsTests(),
    },
    {
      slug: "coins",
      title: "Fewest Coins",
      difficulty: "medium",
      limits: { cpuMs: 1_000, memoryBytes: 256 * MIB },
      statement: statementOf("coins"),
      tests: coinsTests(),
    },
  ];
}

function statementOf(slug: string): string {
  return readFileSync(join(import.meta.dirname, slug, "statement.md"), "utf8");
}

/** The first `samples` cases are shown to people, the others are secret. */
function toTests(samples: number, cases: { stdin: string; expected: string }[]): SeedTest[] {
  return cases.map(({ stdin, expected }, index) => ({
    name: index < samples ? `sample ${index + 1}` : `secret ${index + 1 - samples}`,
    sample: index < samples,
    stdin,
    expected: `${expected}\n`,
  }));
}

function sumTests(): SeedTest[] {
  const pairs = [
    [1, 2],
    [-7, 3],
    [0, 0],
    [100_000_000, 100_000_000],
    [-100_000_000, -100_000_000],
    [99_999_999, -100_000_000],
    [12_345, 67_890],
    [-1, 1],
  ];
  return toTests(
    2,
    pairs.map(([a = 0, b = 0]) => ({ stdin: `${a} ${b}\n`, expected: String(a + b) })),
  );
}

function pairsTests(): SeedTest[] {
  const random = createRandom(20_261);
  const many = (n: number, bound: number): number[] =>
    Array.from({ length: n }, () => random.between(-bound, bound));
  const cases: { values: number[]; target: number }[] = [
    { values: [1, 5, 3, 3, 2], target: 6 },
    { values: [4, 4, 4], target: 8 },
    { values: [7], target: 14 },
    { values: [-5, 5, -5, 5, 0, 0], target: 0 },
    { values: [1_000_000_000, 1_000_000_000, -1_000_000_000], target: 2_000_000_000 },
    { values: many(1_000, 50), target: 7 },
    { values: many(5_000, 1_000_000_000), target: 123_456_789 },
    { values: Array.from({ length: 100_000 }, () => 3), target: 6 },
    { values: many(400_000, 500_000), target: 1_234 },
    { values: many(400_000, 1_000_000_000), target: -77 },
  ];
  return toTests(
    2,
    cases.map(({ values, target }) => ({
      stdin: `${values.length} ${target}\n${values.join(" ")}\n`,
      expected: String(countPairs(values, target)),
    })),
  );
}

function countPairs(values: readonly number[], target: number): bigint {
  const counts = new Map<number, number>();
  let pairs = 0n;
  for (const value of values) {
    pairs += BigInt(counts.get(target - value) ?? 0);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return pairs;
}

function coinsTests(): SeedTest[] {
  const random = createRandom(99);
  const cases: { coins: number[]; amount: number }[] = [
    { coins: [1, 5, 10, 25], amount: 63 },
    { coins: [5, 10], amount: 3 },
    { coins: [1, 3, 4], amount: 6 },
    { coins: [1, 7, 10], amount: 14 },
    { coins: [5, 9], amount: 10 },
    { coins: [2], amount: 0 },
    { coins: [10_000], amount: 10_000 },
    { coins: [2, 4, 6, 8], amount: 9_999 },
    { coins: randomCoins(random, 20), amount: 10_000 },
    { coins: [...randomCoins(random, 19), 1], amount: 9_973 },
  ];
  return toTests(
    2,
    cases.map(({ coins, amount }) => ({
      stdin: `${coins.length} ${amount}\n${coins.join(" ")}\n`,
      expected: String(fewestCoins(coins, amount)),
    })),
  );
}

function randomCoins(random: Random, count: number): number[] {
  const coins = new Set<number>();
  while (coins.size < count) coins.add(random.between(20, 900));
  return [...coins];
}

function fewestCoins(coins: readonly number[], amount: number): number {
  const fewest = [0];
  for (let sum = 1; sum <= amount; sum += 1) {
    fewest.push(Math.min(...coins.map((coin) => (fewest[sum - coin] ?? Infinity) + 1)));
  }
  const best = fewest[amount] ?? Infinity;
  return best === Infinity ? -1 : best;
}
