import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { CreateSubmissionInput } from "../../../src/contract/submission.ts";
import { codeOf, collectEvents, createEngineClient, signIn } from "../../support/client.ts";
import { startEngine, until, type TestEngine } from "../../support/engine.ts";
import { PROGRAMS } from "../../support/programs.ts";

/** The engine as another TypeScript program meets it: HTTP and WebSocket, the router's types, no cast. */

let engine: TestEngine;
let user: Awaited<ReturnType<TestEngine["createUser"]>>;
let other: Awaited<ReturnType<TestEngine["createUser"]>>;
beforeAll(async () => {
  engine = await startEngine(inject("services"), { workers: 1 });
  await engine.untilReady();
  [user, other] = await Promise.all([engine.createUser("user"), engine.createUser("other")]);
});
afterAll(() => engine.stop());

const accepted: CreateSubmissionInput = { language: "python", source: PROGRAMS.python.AC, problem: "sum" };

describe("a submission through the API", () => {
  test("is queued, judged live and found in the history", async () => {
    const { id, status, cursor } = await user.trpc.submission.create.mutate(accepted);
    expect(status).toBe("queued");
    const events = await collectEvents(user.trpc, id, cursor);
    const types = events.map(({ event }) => event.type).filter((type) => type !== "output");
    expect(types).toEqual([
      "queued",
      ...Array.from({ length: 8 }, () => ["running", "test"]).flat(),
      "finished",
    ]);
    const snapshot = await user.trpc.submission.get.query({ id });
    expect(snapshot).toMatchObject({ status: "done", verdict: "AC", attempt: 1, language: "python" });
    expect(snapshot.imageDigest).toMatch(/^sha256:/);
    expect(snapshot.tests).toHaveLength(8);
    const history = await user.trpc.submission.list.query({ problem: "sum" });
    expect(history.items.map((item) => item.id)).toContain(id);
    // Paging hooks of tRPC's React client send the direction along.
    await user.trpc.submission.list.query({ limit: 1, direction: "forward" });
    expect(await collectEvents(user.trpc, id, snapshot.cursor)).toEqual([]);
  });

  test("shows samples in full and nothing of secret tests", async () => {
    const source = "import sys\nsys.stdout.write(sys.stdin.read())\n";
    const snapshot = await user.trpc.submission.createAndWait.mutate({ ...accepted, source });
    expect(snapshot.verdict).toBe("WA");
    const [sample, , secret] = snapshot.tests;
    expect(sample).toMatchObject({
      stdin: { text: "1 2\n" },
      stdout: { text: "1 2\n" },
      expectedStdout: { text: "3\n" },
    });
    expect(secret).toMatchObject({
      verdict: "WA",
      stdin: null,
      stdout: null,
      expectedStdout: null,
      message: null,
    });
  });

  test("runs once on its own input, any bytes included", async () => {
    const bytes = Buffer.from([0, 255, 10, 128, 13]);
    const snapshot = await user.trpc.submission.createAndWait.mutate({
      language: "py",
      source: "import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read())\n",
      tests: [{ stdin: bytes.toString("base64"), encoding: "base64" }],
    });
    expect(snapshot.verdict).toBe("AC");
    expect(snapshot.tests[0]?.stdout).toMatchObject({ encoding: "base64", text: bytes.toString("base64") });
  });

  test("compares as the checker says", async () => {
    const source = "print(0.30000001, 'YES')\n";
    const verdicts = await Promise.all(
      (["token", "float", "exact"] as const).map(async (kind) => {
        const tests = [{ stdin: "", expectedStdout: "0.3 YES\n" }];
        const input = { language: "python", source, tests, checker: { kind } };
        return (await user.trpc.submission.createAndWait.mutate(input)).verdict;
      }),
    );
    expect(verdicts).toEqual(["WA", "AC", "WA"]);
  });

  test("stops after the first test that fails when asked to", async () => {
    const tests = ["1", "0", "1"].map((stdin) => ({ stdin, expectedStdout: "1" }));
    const input = { language: "python", source: "print(input())", tests, stopOnFirstFail: true };
    const snapshot = await user.trpc.submission.createAndWait.mutate(input);
    expect(snapshot.tests.map(({ verdict }) => verdict)).toEqual(["AC", "WA", "SKIPPED"]);
    expect(snapshot.verdict).toBe("WA");
  });

  test("is the same submission for the same idempotency key, and refused for another body", async () => {
    const input = { ...accepted, idempotencyKey: randomUUID() };
    const [first, second] = await Promise.all([
      user.trpc.submission.create.mutate(input),
      user.trpc.submission.create.mutate(input),
    ]);
    expect(second.id).toBe(first.id);
    const refused = await codeOf(user.trpc.submission.create.mutate({ ...input, source: "print(0)" }));
    expect(refused.code).toBe("IDEMPOTENCY_CONFLICT");
  });

  test("is stopped by cancel while it runs, and its container's work with it", async () => {
    const { id } = await user.trpc.submission.create.mutate({
      language: "python",
      source: "import time\nprint('started', flush=True)\ntime.sleep(50)\n",
      limits: { wallMs: 60_000 },
    });
    await new Promise<void>((resolve) => {
      const subscription = user.trpc.submission.events.subscribe(
        { id },
        {
          onData: ({ data }) => {
            if (data.type !== "output") return;
            subscription.unsubscribe();
            resolve();
          },
        },
      );
    });
    const isBusy = async (wanted: number): Promise<boolean> =>
      (await user.trpc.system.status.query()).workers.every(({ busy }) => busy === wanted);
    // Workers tell every two seconds.
    await until("its worker has told that it runs", () => isBusy(1));
    const snapshot = await user.trpc.submission.cancel.mutate({ id });
    expect(snapshot).toMatchObject({ status: "done", verdict: "CANCELLED" });
    // It would sleep on for most of a minute.
    await until("nothing runs any more", () => isBusy(0));
    const next = await Promise.all([1, 2].map(() => user.trpc.submission.createAndWait.mutate(accepted)));
    expect(next.map(({ verdict }) => verdict)).toEqual(["AC", "AC"]);
    expect((await user.trpc.submission.get.query({ id })).verdict).toBe("CANCELLED");
  });
});

describe("bad input is refused with a stable code and reaches no queue", () => {
  const refusals: [string, string, CreateSubmissionInput][] = [
    ["an unknown language", "LANGUAGE_UNKNOWN", { language: "cobol", source: "x" }],
    ["an empty source", "SOURCE_EMPTY", { language: "python", source: "" }],
    ["a blank source", "SOURCE_EMPTY", { language: "python", source: " \n\t" }],
    ["no source", "SOURCE_EMPTY", { language: "python" }],
    ["a source over 256 KiB", "SOURCE_TOO_LARGE", { language: "python", source: "#".repeat(256 * 1024 + 1) }],
    ["a source over every limit", "SOURCE_TOO_LARGE", { language: "python", source: "#".repeat(9 << 20) }],
    ["a binary source", "SOURCE_BINARY", { language: "c", source: "\u007fELF\0\0\0" }],
    [
      "a file that is not UTF-8",
      "SOURCE_BINARY",
      { language: "c", files: [{ name: "a.c", content: "/9g=", encoding: "base64" }] },
    ],
    [
      "a file name that leaves its folder",
      "FILE_NAME_INVALID",
      {
        language: "c",
        files: [
          { name: "main.c", content: "x" },
          { name: "../x", content: "x" },
        ],
      },
    ],
    ["an unknown problem", "PROBLEM_NOT_FOUND", { ...accepted, problem: "no-such-problem" }],
    ["no tests", "TESTS_INVALID", { language: "python", source: "x", tests: [] }],
    ["a limit over the maximum", "LIMIT_TOO_HIGH", { ...accepted, limits: { cpuMs: 10_000_000 } }],
  ];
  test.each(refusals)("%s: %s", async (_what, code, input) => {
    const before = await user.trpc.submission.list.query({});
    const refused = await codeOf(user.trpc.submission.create.mutate(input));
    expect(refused).toMatchObject({ code });
    expect(refused.message.length).toBeGreaterThan(15);
    expect(await user.trpc.submission.list.query({})).toEqual(before);
  });

  test("wrong types: BAD_INPUT", async () => {
    for (const body of [{ language: 7 }, { ...accepted, unknownField: 1 }, [], null, "text"]) {
      const response = await fetch(`${engine.url}/api/trpc/submission.create`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${user.token}` },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { data: { appCode: "BAD_INPUT" } } });
    }
  });

  test("no session: UNAUTHENTICATED, over HTTP and over the socket", async () => {
    const nobody = createEngineClient({ url: engine.url });
    const forged = createEngineClient({ url: engine.url, token: "forged" });
    const { id } = await user.trpc.submission.create.mutate(accepted);
    for (const { trpc, close } of [nobody, forged]) {
      expect(await codeOf(trpc.submission.create.mutate(accepted))).toMatchObject({
        code: "UNAUTHENTICATED",
      });
      expect(await codeOf(collectEvents(trpc, id))).toMatchObject({ code: "UNAUTHENTICATED" });
      close();
    }
  });

  test("a session that was given up is over at once", async () => {
    const leaving = await engine.createUser("leaving");
    await leaving.trpc.submission.list.query({});
    const response = await fetch(`${engine.url}/api/auth/sign-out`, {
      method: "POST",
      headers: { authorization: `Bearer ${leaving.token}`, "content-type": "application/json" },
      body: "{}",
    });
    expect(response.status).toBe(200);
    expect(await codeOf(leaving.trpc.submission.list.query({}))).toMatchObject({ code: "UNAUTHENTICATED" });
  });

  test("someone else's submission: FORBIDDEN, over HTTP and over the socket; admins may look", async () => {
    const { id } = await user.trpc.submission.create.mutate(accepted);
    expect(await codeOf(other.trpc.submission.get.query({ id }))).toMatchObject({ code: "FORBIDDEN" });
    expect(await codeOf(other.trpc.submission.cancel.mutate({ id }))).toMatchObject({ code: "FORBIDDEN" });
    expect(await codeOf(collectEvents(other.trpc, id))).toMatchObject({ code: "FORBIDDEN" });
    const unknown = "00000000-0000-4000-8000-000000000000";
    expect(await codeOf(user.trpc.submission.get.query({ id: unknown }))).toMatchObject({
      code: "SUBMISSION_NOT_FOUND",
    });
    const token = await signIn(engine.url, { email: "admin@example.com", password: "admin-password" });
    const admin = createEngineClient({ url: engine.url, token });
    expect((await admin.trpc.submission.get.query({ id })).owner.name).toBe("user");
    admin.close();
  });

  test("a request or a socket from another site: refused", async () => {
    const origin = "https://elsewhere.example";
    const response = await fetch(`${engine.url}/api/trpc/submission.create`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${user.token}`, origin },
      body: JSON.stringify(accepted),
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { data: { appCode: "ORIGIN_REFUSED" } } });
    const { default: WebSocket } = await import("ws");
    const status = await new Promise((resolve) => {
      const socket = new WebSocket(`${engine.url.replace("http", "ws")}/ws`, { origin });
      socket.on("unexpected-response", (_request, { statusCode }) => resolve(statusCode));
      socket.on("open", () => resolve("open"));
    });
    expect(status).toBe(403);
  });
});

describe("what anyone may ask", () => {
  test("languages with their exact versions, problems and status", async () => {
    const { trpc, close } = createEngineClient({ url: engine.url });
    const languages = await trpc.language.list.query();
    expect(languages.map(({ slug }) => slug).toSorted()).toEqual([
      "c",
      "cpp",
      "java",
      "javascript",
      "python",
    ]);
    for (const { version } of languages) expect(version).toMatch(/\d+\.\d+/);
    expect((await trpc.problem.list.query()).map(({ slug }) => slug)).toEqual(["sum", "pairs", "coins"]);
    const problem = await trpc.problem.get.query({ slug: "coins" });
    expect(problem.samples).toHaveLength(2);
    expect(problem.testCount).toBe(10);
    expect(await trpc.system.status.query()).toMatchObject({ ready: true, missing: [] });
    close();
  });
});
