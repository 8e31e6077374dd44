import { TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { RequestedLimits } from "../../../src/contract/limits.ts";
import type { CreateSubmissionInput } from "../../../src/contract/submission.ts";
import type { AppRouter } from "../../../src/server/trpc/router.ts";
import { createEngineClient, signIn } from "../../support/client.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import {
  COMPILES,
  LONG_TEXT,
  MANY_WARNINGS,
  PROGRAMS,
  SLOW_TO_COMPILE,
} from "../../support/limit-programs.ts";

/** Every limit through the real API: set for one submission, enforced, reported, and refused above the operator's. */

const MIB = 1024 * 1024;

let engine: TestEngine;
let user: Awaited<ReturnType<TestEngine["createUser"]>>;
beforeAll(async () => {
  engine = await startEngine(inject("services"), {
    workers: 1,
    // Each its own number, so that a mixed-up pair shows.
    environment: {
      MAX_CPU_MS: "10001",
      MAX_WALL_MS: "30002",
      MAX_MEMORY_BYTES: "536870915",
      MAX_OUTPUT_BYTES: "20000004",
      MAX_PROCESSES: "205",
      MAX_STACK_BYTES: "300000006",
      MAX_FILE_BYTES: "200000007",
      MAX_OPEN_FILES: "508",
      MAX_SOURCE_BYTES: "300009",
      MAX_COMPILE_CPU_MS: "20010",
      MAX_COMPILE_WALL_MS: "40011",
      MAX_COMPILE_MEMORY_BYTES: "836870912",
      MAX_COMPILE_OUTPUT_BYTES: "2000013",
    },
  });
  await engine.untilReady();
  user = await engine.createUser("user");
});
afterAll(() => engine.stop());

type Judged = Awaited<ReturnType<typeof judge>>;

function judge(input: Omit<CreateSubmissionInput, "language"> & { language?: string }) {
  return user.trpc.submission.createAndWait.mutate({ language: "c", ...input });
}

/** A verdict as a solver reads it. */
function told({ verdict, timeCause, tests }: Judged): string {
  return [verdict, timeCause, tests[0]?.signal]
    .filter((part) => part !== null && part !== undefined)
    .join(" ");
}

describe("a limit of the run", () => {
  test.each([
    ["cpuMs", { cpuMs: 400, wallMs: 20_000 }, PROGRAMS.burn, "100", "2000", "TLE cpu"],
    ["wallMs", { wallMs: 500 }, PROGRAMS.sleep, "50", "20000", "TLE wall"],
    ["memoryBytes", { memoryBytes: 64 * MIB, cpuMs: 5_000 }, PROGRAMS.touch, "30", "100", "MLE"],
    ["outputBytes", { outputBytes: 1_000 }, PROGRAMS.print, "1000", "1001", "OLE"],
    ["processes", { processes: 8 }, PROGRAMS.fork, "5", "9", "RE"],
    ["stackBytes", { stackBytes: 4 * MIB }, PROGRAMS.recurse, "3000", "5000", "RE SIGSEGV"],
    ["fileBytes", { fileBytes: MIB }, PROGRAMS.write, "1000", "1100", "RE"],
    ["openFiles", { openFiles: 16 }, PROGRAMS.open, "10", "20", "RE"],
  ] as const)("%s", async (_name, limits, source, below, above, verdict) => {
    const [fits, exceeds] = await Promise.all(
      [below, above].map((stdin) => judge({ source, limits, tests: [{ stdin }] })),
    );
    expect([fits, exceeds].map((judged) => judged && told(judged))).toEqual([
      "AC",
      expect.stringContaining(verdict),
    ]);
    expect(exceeds?.limits).toMatchObject(limits);
    expect(exceeds?.tests[0]?.limits).toMatchObject(limits);
  });
});

describe("a limit of compiling", () => {
  test.each([
    ["cpuMs", "cpp", { cpuMs: 1_000, wallMs: 40_000 }, SLOW_TO_COMPILE, "too long"],
    ["wallMs", "cpp", { wallMs: 1_000, cpuMs: 20_000 }, SLOW_TO_COMPILE, "too long"],
    ["memoryBytes", "c", { memoryBytes: 100 * MIB }, LONG_TEXT, "too much memory"],
    ["outputBytes", "c", { outputBytes: 1_000 }, MANY_WARNINGS, "wrote too much"],
  ] as const)("%s", async (_name, language, compile, source, why) => {
    const [fits, exceeds, usual] = await Promise.all([
      judge({ language, source: COMPILES, limits: { compile } }),
      judge({ language, source, limits: { compile } }),
      judge({ language, source, limits: { compile: { cpuMs: 20_000 } } }),
    ]);
    expect([fits, exceeds, usual].map(told)).toEqual(["AC", "CE", "AC"]);
    expect(exceeds.compile?.output.text + (exceeds.compile?.output.tail ?? "")).toContain(why);
    expect(exceeds.limits.compile).toMatchObject(compile);
  });

  test("memory is less than the program's own", async () => {
    const limits = { memoryBytes: 400 * MIB, compile: { memoryBytes: 100 * MIB } };
    const [compiled, touched] = await Promise.all([
      judge({ source: LONG_TEXT, limits }),
      judge({ source: PROGRAMS.touch, limits, tests: [{ stdin: "300" }] }),
    ]);
    expect([compiled, touched].map(told)).toEqual(["CE", "AC"]);
  });
});

test("sourceBytes counts every file", async () => {
  const source = COMPILES.padEnd(1_000, "\n");
  const judged = await judge({ source, limits: { sourceBytes: 1_000 } });
  expect(judged).toMatchObject({ verdict: "AC", limits: { sourceBytes: 1_000 } });
  const files = [source, "/**/"].map((content, index) => ({ name: `main${index}.c`, content }));
  const refused = user.trpc.submission.create.mutate({
    language: "c",
    files,
    limits: { sourceBytes: 1_003 },
  });
  expect(await refusalOf(refused)).toEqual([
    "SOURCE_TOO_LARGE",
    "The source has 1004 bytes; at most 1003 are allowed (limits.sourceBytes).",
  ]);
});

async function refusalOf(call: Promise<unknown>): Promise<[code: string | undefined, message: string]> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error;
    const { data, message }: TRPCClientError<AppRouter> = error;
    return [data?.appCode, message];
  }
  throw new Error("The call was expected to be refused");
}

test.each([
  ["cpuMs", 10_001],
  ["wallMs", 30_002],
  ["memoryBytes", 536_870_915],
  ["outputBytes", 20_000_004],
  ["processes", 205],
  ["stackBytes", 300_000_006],
  ["fileBytes", 200_000_007],
  ["openFiles", 508],
  ["sourceBytes", 300_009],
  ["compile.cpuMs", 20_010],
  ["compile.wallMs", 40_011],
  ["compile.memoryBytes", 836_870_912],
  ["compile.outputBytes", 2_000_013],
])("%s above the operator's maximum is refused, at it is taken", async (name, max) => {
  const asking = (value: number): CreateSubmissionInput => {
    const [first = "", second] = name.split(".");
    const limits: RequestedLimits = { [first]: second === undefined ? value : { [second]: value } };
    return { language: "c", source: COMPILES, limits };
  };
  await user.trpc.submission.create.mutate(asking(max));
  expect(await refusalOf(user.trpc.submission.create.mutate(asking(max + 1)))).toEqual([
    "LIMIT_TOO_HIGH",
    `limits.${name} is ${max + 1}; at most ${max} is allowed here.`,
  ]);
});

test("a problem's limits may be asked to be lower by anyone, and higher by admins alone", async () => {
  const asking = (cpuMs: number): CreateSubmissionInput => ({
    language: "c",
    source: COMPILES,
    problem: "sum",
    limits: { cpuMs },
  });
  const { id } = await user.trpc.submission.create.mutate(asking(1_000));
  expect((await user.trpc.submission.get.query({ id })).limits).toMatchObject({
    cpuMs: 1_000,
    wallMs: 3_000,
  });
  expect(await refusalOf(user.trpc.submission.create.mutate(asking(2_001)))).toEqual([
    "LIMIT_TOO_HIGH",
    "limits.cpuMs is 2001; at most 2000 is allowed here.",
  ]);
  const token = await signIn(engine.url, { email: "admin@example.com", password: "admin-password" });
  const admin = createEngineClient({ url: engine.url, token });
  await admin.trpc.submission.create.mutate(asking(2_001));
  admin.close();
});
