import type { JudgingRepository, JudgingTest } from "#platform/database/judging-repository.ts";

/** What the cached tests of all problems together may take. */
const MAX_BYTES = 64 * 1024 * 1024;

export type TestCache = {
  load(problem: { id: string; testsVersion: number }): Promise<JudgingTest[]>;
};

/** Keeps the tests of recently judged problems. A new version of a problem's tests is another entry. */
export function createTestCache(judging: JudgingRepository): TestCache {
  const entries = new Map<string, { tests: JudgingTest[]; bytes: number }>();
  let totalBytes = 0;
  return {
    async load({ id, testsVersion }) {
      const key = `${id}@${testsVersion}`;
      const known = entries.get(key);
      if (known) {
        // The least recently used entry is always the first one.
        entries.delete(key);
        entries.set(key, known);
        return known.tests;
      }
      const tests = await judging.loadProblemTests(id);
      const bytes = tests.reduce(
        (sum, test) => sum + test.stdin.byteLength + (test.expected?.byteLength ?? 0),
        0,
      );
      if (bytes > MAX_BYTES || entries.has(key)) return tests;
      entries.set(key, { tests, bytes });
      totalBytes += bytes;
      for (const [oldest, entry] of entries) {
        if (totalBytes <= MAX_BYTES) break;
        entries.delete(oldest);
        totalBytes -= entry.bytes;
      }
      return tests;
    },
  };
}
