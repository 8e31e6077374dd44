import type { JudgingProblem, JudgingRepository } from "#platform/database/judging-repository.ts";

/** What the cached problems together may take. */
const MAX_BYTES = 64 * 1024 * 1024;

export type TestCache = {
  load(problem: { id: string; testsVersion: number }): Promise<JudgingProblem>;
};

/** Keeps the tests and checkers of recently judged problems. A new version of a problem's tests is another entry. */
export function createTestCache(judging: JudgingRepository): TestCache {
  const entries = new Map<string, { problem: JudgingProblem; bytes: number }>();
  let totalBytes = 0;
  return {
    async load({ id, testsVersion }) {
      const key = `${id}@${testsVersion}`;
      const known = entries.get(key);
      if (known) {
        // The least recently used entry is always the first one.
        entries.delete(key);
        entries.set(key, known);
        return known.problem;
      }
      const problem = await judging.loadProblem(id);
      const bytes = sizeOf(problem);
      if (bytes > MAX_BYTES || entries.has(key)) return problem;
      entries.set(key, { problem, bytes });
      totalBytes += bytes;
      for (const [oldest, entry] of entries) {
        if (totalBytes <= MAX_BYTES) break;
        entries.delete(oldest);
        totalBytes -= entry.bytes;
      }
      return problem;
    },
  };
}

function sizeOf({ tests, checkerFiles }: JudgingProblem): number {
  const ofTests = tests.reduce(
    (sum, { stdin, expected }) => sum + stdin.byteLength + (expected?.byteLength ?? 0),
    0,
  );
  return checkerFiles.reduce((sum, { content }) => sum + content.byteLength, ofTests);
}
