import { afterAll, beforeAll, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/contract/limits.ts";
import { judgeSubmission } from "../../worker/judge/judge-submission.ts";
import { NO_CHECKERS, createTestSandbox, runtimeOf, sourceOf } from "../support/sandbox.ts";

/** Programs that a runtime, and not the kernel, ends for want of memory; and those that only seem to be. */

const suite = createTestSandbox({ languages: ["java", "javascript", "python"] });

beforeAll(() => suite.sandbox.start());
afterAll(() => suite.sandbox.close());

const java = (body: string): string =>
  `import java.util.*;\npublic class Main { public static void main(String[] a) throws Exception { ${body} } }\n`;

async function verdictOf(language: string, source: string): Promise<{ verdict: string; oomKilled: unknown }> {
  const runtime = runtimeOf(language);
  const { verdict, results } = await judgeSubmission(suite.sandbox, {
    job: {
      id: "memory",
      attempt: 1,
      language,
      limits: { ...DEFAULT_LIMITS, cpuMs: 10_000, wallMs: 60_000 },
      checker: { kind: "token" },
      stopOnFirstFail: false,
      problem: null,
    },
    runtime,
    files: [sourceOf(runtime, source)],
    tests: [{ name: "1", visibility: "full", stdin: new Uint8Array(), expected: Buffer.from("OK") }],
    checkerFiles: [],
    checkers: NO_CHECKERS,
    slot: 0,
    signal: new AbortController().signal,
    report: () => undefined,
  });
  return { verdict, oomKilled: results[0]?.oomKilled };
}

it.each([
  ["java", "a text that doubles", java('StringBuilder b = new StringBuilder("xyz"); for (;;) b.append(b);')],
  [
    "java",
    "large arrays",
    java("List<byte[]> all = new ArrayList<>(); for (;;) all.add(new byte[64 << 20]);"),
  ],
  [
    "javascript",
    "nearly all, and V8's last words",
    'const all = Buffer.alloc(300 << 20, 1); console.error("FATAL ERROR: JavaScript heap out of memory"); process.exit(all[0]);',
  ],
  ["python", "nearly all, and then too much", "x = bytearray(b'x') * (245 << 20)\ny = bytearray(1 << 46)"],
])("%s: %s is MLE", async (language, _what, source) => {
  expect(await verdictOf(language, source)).toEqual({ verdict: "MLE", oomKilled: false });
});

it.each([
  [
    "java",
    "one array beyond all bounds",
    java("long[] all = new long[200_000_000]; System.out.println(all.length);"),
  ],
  [
    "java",
    "the words alone",
    java('System.err.println("java.lang.OutOfMemoryError: Java heap space"); System.exit(1);'),
  ],
  ["javascript", "the words alone", 'console.error("JavaScript heap out of memory"); process.abort();'],
  ["python", "one array beyond all bounds", "x = bytearray(1 << 46)"],
  ["python", "the words alone", "raise MemoryError('MemoryError')"],
])("%s: %s is RE", async (language, _what, source) => {
  expect(await verdictOf(language, source)).toEqual({ verdict: "RE", oomKilled: false });
});
