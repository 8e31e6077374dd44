import { randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAX_FAILURES } from "../../src/platform/attempts.ts";
import { newSubmission, outcome, testResult } from "../support/fixtures.ts";
import { openPlatform, type TestPlatform } from "../support/platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

async function create(): Promise<string> {
  return (await platform.submissions.create(newSubmission(platform.userId))).id;
}

describe("the record", () => {
  test("gives a queued submission to one claim only", async () => {
    const id = await create();
    const answers = await Promise.all(["w1", "w2", "w3"].map((worker) => platform.judging.claim(id, worker)));
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(["claimed", "held", "held"]);
    expect(await platform.judging.claim(uuidv7(), "w1")).toEqual({ kind: "unknown" });
  });

  test("refuses the verdict of an attempt that was taken over, and keeps one row per test", async () => {
    const id = await create();
    await platform.judging.claim(id, "w1");
    const taken = await platform.judging.takeOver(id, "w2", MAX_FAILURES);
    expect(taken).toMatchObject({ kind: "claimed", previousAttempt: 1, job: { attempt: 2 } });
    expect(await platform.judging.finish({ id, attempt: 1 }, outcome({ verdict: "WA" }))).toBeNull();
    expect(await platform.judging.finish({ id, attempt: 2 }, outcome())).toBeInstanceOf(Date);
    expect(await platform.judging.finish({ id, attempt: 2 }, outcome({ verdict: "WA" }))).toBeNull();
    const stored = await platform.submissions.find(id);
    expect(stored).toMatchObject({ status: "done", verdict: "AC", attempt: 2 });
    expect(stored?.results).toHaveLength(1);
    const attempts = await platform.database.attempt.findMany({
      where: { submissionId: id },
      orderBy: { number: "asc" },
    });
    expect(attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, "lost"],
      [2, "AC"],
    ]);
  });

  test("stops handing a submission out after its last failure", async () => {
    const id = await create();
    await platform.judging.claim(id, "w1");
    for (let attempt = 2; attempt <= MAX_FAILURES; attempt += 1) {
      await platform.judging.takeOver(id, `w${attempt}`, MAX_FAILURES);
    }
    expect(await platform.judging.takeOver(id, "w9", MAX_FAILURES)).toEqual({
      kind: "exhausted",
      attempt: MAX_FAILURES,
    });
  });

  test("does not count attempts that were given back, or that never began", async () => {
    const id = await create();
    for (let attempt = 1; attempt <= 2 * MAX_FAILURES; attempt += 1) {
      expect(await platform.judging.claim(id, "w1")).toMatchObject({ job: { attempt, failures: 0 } });
      expect(await platform.judging.requeue({ id, attempt }, "returned")).toBe(true);
      expect(await platform.judging.requeue({ id, attempt }, "returned")).toBe(false);
    }
    const next = 2 * MAX_FAILURES + 2;
    expect(await platform.judging.takeOver(id, "w2", MAX_FAILURES)).toMatchObject({
      job: { attempt: next, failures: 0 },
    });
    await platform.judging.requeue({ id, attempt: next }, "failed");
    expect(await platform.judging.claim(id, "w3")).toMatchObject({ job: { failures: 1 } });
  });

  test("lets exactly one of cancel and verdict win", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, create));
    for (const id of ids) {
      await platform.judging.claim(id, "w1");
      const [cancelled, finishedAt] = await Promise.all([
        platform.submissions.cancel(id),
        platform.judging.finish({ id, attempt: 1 }, outcome()),
      ]);
      expect([cancelled !== null, finishedAt !== null].filter(Boolean)).toHaveLength(1);
      const { verdict } = (await platform.submissions.find(id)) ?? {};
      expect(verdict).toBe(cancelled === null ? "AC" : "CANCELLED");
    }
  });

  test("answers the same submission for the same idempotency key, also when requests race", async () => {
    const input = newSubmission(platform.userId, { idempotencyKey: randomUUID() });
    const answers = await Promise.all(Array.from({ length: 10 }, () => platform.submissions.create(input)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
  });

  test("keeps what a program printed byte for byte, NUL included", async () => {
    const id = await create();
    await platform.judging.claim(id, "w1");
    const stdout = {
      encoding: "utf8" as const,
      text: "a\0b\u001b[31m",
      tail: "",
      totalBytes: 8,
      cutBytes: 0,
    };
    await platform.judging.finish({ id, attempt: 1 }, outcome({ results: [testResult(0, { stdout })] }));
    const stored = await platform.submissions.find(id);
    expect(stored?.results[0]?.stdout).toEqual(stdout);
  });

  test("pages through the history without gap or repeat", async () => {
    const created = await Promise.all(Array.from({ length: 7 }, create));
    const filter = { userId: platform.userId, limit: 3 };
    const seen: string[] = [];
    for (let cursor: string | undefined; ; cursor = seen.at(-1)) {
      const page = await platform.submissions.list({
        ...filter,
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...page.map(({ id }) => id));
      if (page.length < filter.limit) break;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(seen.toSorted().toReversed());
    expect(created.every((id) => seen.includes(id))).toBe(true);
  });

  test("keeps a problem's checker in order, the main file first, apart from other files", async () => {
    const problemId = uuidv7();
    const file = (role: string, index: number, name: string) => ({
      role,
      index,
      name,
      content: Buffer.from(`${name}\0`),
    });
    await platform.database.problem.create({
      data: {
        id: problemId,
        slug: problemId,
        title: "Own checker",
        difficulty: "easy",
        statement: "",
        limits: {},
        checker: { kind: "custom", convention: "testlib", language: "cpp" },
        files: {
          create: [
            file("checker", 1, "lib.h"),
            file("checker", 0, "check.cpp"),
            file("notes", 0, "notes.md"),
          ],
        },
        tests: {
          create: [
            {
              index: 0,
              name: "1",
              visibility: "full",
              stdin: Buffer.from("in"),
              expected: Buffer.from("out"),
            },
          ],
        },
      },
    });
    const { tests, checkerFiles } = await platform.judging.loadProblem(problemId);
    expect(tests.map(({ name, visibility }) => [name, visibility])).toEqual([["1", "full"]]);
    expect(checkerFiles.map(({ name, content }) => [name, Buffer.from(content).toString()])).toEqual([
      ["check.cpp", "check.cpp\0"],
      ["lib.h", "lib.h\0"],
    ]);
  });
});
