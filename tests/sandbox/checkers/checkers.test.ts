import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_LIMITS, defaultWallMs } from "../../../src/contract/limits.ts";
import type { TestResult } from "../../../src/contract/test-result.ts";
import { createCheckers } from "../../../worker/judge/checker/checkers.ts";
import { judgeSubmission } from "../../../worker/judge/judge-submission.ts";
import { catalogue, createTestSandbox, runtimeOf, sourceOf } from "../../support/sandbox.ts";
import { ICPC, TESTLIB } from "./programs.ts";

const suite = createTestSandbox({ maxContainers: 8 });
const acquired: string[] = [];
const sandbox: Pick<typeof suite.sandbox, "acquire"> = {
  acquire(request) {
    acquired.push(request.language);
    return suite.sandbox.acquire(request);
  },
};
const checkers = createCheckers({ sandbox, catalogue, maxIdle: 2, mayKeep: () => true });

beforeAll(() => suite.sandbox.start());
afterAll(() => suite.sandbox.close());

type Case = {
  convention: "testlib" | "icpc";
  source: string;
  language?: "c" | "python";
  args?: string[];
  /** Python; by default prints its input. */
  program?: string;
  /** What the program reads and, unless it is another one, prints. */
  outputs: string[];
  answer?: string;
  version?: number;
};

const ECHO = "import sys\nsys.stdout.write(sys.stdin.read())";

async function judge(given: Case): Promise<TestResult[]> {
  const { convention, source, language = "python", args = [], answer = "1 2 3\n" } = given;
  const runtime = runtimeOf("python");
  const { results } = await judgeSubmission(suite.sandbox, {
    job: {
      id: "checked",
      attempt: 1,
      language: "python",
      limits: { ...DEFAULT_LIMITS, wallMs: defaultWallMs(DEFAULT_LIMITS.cpuMs) },
      checker: { kind: "custom", convention, language, args },
      stopOnFirstFail: false,
      problem: { id: source, testsVersion: given.version ?? 1 },
    },
    runtime,
    files: [sourceOf(runtime, given.program ?? ECHO)],
    tests: given.outputs.map((output, index) => ({
      name: `${index}`,
      visibility: "full",
      stdin: Buffer.from(output),
      expected: Buffer.from(answer),
    })),
    checkerFiles: [{ name: "check.txt", content: Buffer.from(source) }],
    checkers,
    slot: 0,
    signal: new AbortController().signal,
    report: () => undefined,
  });
  return results;
}

const verdicts = (results: TestResult[]): string[] => results.map(({ verdict }) => verdict);

describe("a checker of the testlib convention", () => {
  test("takes any order, says what is wrong, and tells form from content", async () => {
    const results = await judge({
      convention: "testlib",
      source: TESTLIB.anyOrder,
      language: "c",
      outputs: ["3 1 2\n", "3 1 1\n", "x\n", "", "\0\0\0"],
    });
    expect(verdicts(results)).toEqual(["AC", "WA", "PE", "PE", "PE"]);
    expect(results[0]?.message).toBe("3 numbers");
    expect(results[1]?.message).toBe("sum is 5, expected 6\\x1b[31m");
  });

  test("takes a tolerance as its own argument", async () => {
    const given = { convention: "testlib", source: TESTLIB.close, answer: "0.5\n" } as const;
    expect(verdicts(await judge({ ...given, args: ["0.1"], outputs: ["0.55", "0.7"] }))).toEqual([
      "AC",
      "WA",
    ]);
  });

  test("gives points: all of them are needed", async () => {
    const results = await judge({
      convention: "testlib",
      source: TESTLIB.points,
      outputs: ["1", "0.5", "0"],
    });
    expect(verdicts(results)).toEqual(["AC", "WA", "WA"]);
    expect(results[1]?.message).toBe("points 0.5 so far");
  });

  test.each([
    ["says that it failed", "fail", /exit code 3/],
    ["crashes", "abort", /crashed/],
    ["throws an exception", "exception", /crashed/],
    ["never ends", "loop", /took too long/],
    ["prints 100 MB", "flood", /wrote too much/],
    ["complains for 100 MB", "complaints", /wrote too much/],
    ["ends with another exit code", "oddCode", /exit code 77/],
    ["uses up its memory", "memory", /too much memory/],
    ["gives points beyond all", "tooManyPoints", /between 0 and 1/],
  ] as const)("is no verdict when it %s", async (_what, name, message) => {
    const judged = judge({ convention: "testlib", source: TESTLIB[name], outputs: ["1"] });
    await expect(judged).rejects.toThrow(message);
    await expect(judged).rejects.toMatchObject({ name: "CheckerError" });
  });

  test("is no verdict when it does not compile", async () => {
    const judged = judge({ convention: "testlib", source: "int main( {", language: "c", outputs: ["1"] });
    await expect(judged).rejects.toThrow(/does not compile/);
  });
});

describe("an ICPC output validator", () => {
  test("has its verdict in 42 and 43, and its message for the team", async () => {
    const results = await judge({
      convention: "icpc",
      source: ICPC.sameSum,
      outputs: ["3 2 1", "1 1 1"],
      args: ["extra argument"],
    });
    expect(verdicts(results)).toEqual(["AC", "WA"]);
    expect(results.map(({ message }) => message)).toEqual([null, "sum is 3"]);
  });

  test.each([
    ["ends with 0", "zero", /exit code 0 instead/],
    ["crashes", "crash", /exit code 134|exit code 139/],
  ] as const)("is no verdict when it %s", async (_what, name, message) => {
    await expect(judge({ convention: "icpc", source: ICPC[name], outputs: ["1"] })).rejects.toThrow(message);
  });

  test("leaves feedback that is a link or a pipe unread, and long feedback cut", async () => {
    const outputs = ["link", "pipe", "directory", "long"];
    const results = await judge({ convention: "icpc", source: ICPC.oddFeedback, outputs });
    expect(results.map(({ message }) => message?.length ?? null)).toEqual([null, null, null, 501]);
  });
});

describe("between checker and contestant", () => {
  test("the contestant's side finds neither answer nor checker", async () => {
    const program =
      "import os\nfound = [p for p, _, fs in os.walk('/') for f in fs " +
      "if f in ('answer', 'input', 'output') and not p.startswith(('/proc', '/usr'))]\n" +
      "print(sorted(found), os.listdir('/work'), os.listdir('/artifact'))";
    const [result] = await judge({
      convention: "testlib",
      source: TESTLIB.anyOrder,
      language: "c",
      program,
      outputs: ["1"],
    });
    expect(result?.stdout?.text).toBe("[] [] ['main.py']\n");
  });

  test("an output up to the limit reaches the checker whole, one beyond is OLE", async () => {
    const program = "import sys\nsys.stdout.write('7' * int(input()))";
    const outputs = [String(16 << 20), String((16 << 20) + 1)];
    const results = await judge({ convention: "testlib", source: TESTLIB.size, program, outputs });
    expect(verdicts(results)).toEqual(["AC", "OLE"]);
    expect(results[0]?.message).toBe(`${16 << 20} bytes`);
  });

  test("is compiled once for many tests and submissions, and anew for another version", async () => {
    const given: Case = {
      convention: "testlib",
      source: `${TESTLIB.anyOrder}// once`,
      language: "c",
      outputs: [],
    };
    const outputs = Array.from({ length: 30 }, () => "1 2 3");
    acquired.length = 0;
    await judge({ ...given, outputs: ["1 2 3"] });
    expect(new Set(verdicts(await judge({ ...given, outputs })))).toEqual(new Set(["AC"]));
    expect(acquired).toEqual(["c"]);
    await judge({ ...given, outputs: ["1 2 3"], version: 2 });
    expect(acquired).toEqual(["c", "c"]);
  });
});
