import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { ImportReport } from "../../../src/contract/package.ts";
import {
  codeOf,
  collectEvents,
  createEngineClient,
  signIn,
  type EngineClient,
} from "../../support/client.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { childEnvironment } from "../../support/env.ts";
import type { EngineProcess } from "../../support/processes.ts";
import { examplePackage, zipOf } from "../../support/packages.ts";

/** Problem packages on a real engine: brought in, judged as their labels say, brought in again. */

let engine: TestEngine;
let worker: EngineProcess;
let admin: EngineClient & { token: string };
let user: Awaited<ReturnType<TestEngine["createUser"]>>;
const folder = mkdtempSync(join(tmpdir(), "engine-packages-test-"));

beforeAll(async () => {
  engine = await startEngine(inject("services"), { workers: 0 });
  worker = engine.startWorker();
  await engine.untilReady();
  user = await engine.createUser("solver");
  const token = await signIn(engine.url, { email: "admin@example.com", password: "admin-password" });
  admin = { ...createEngineClient({ url: engine.url, token }), token };
});
afterAll(async () => {
  admin.close();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Answer = { status: number; body: unknown };

async function upload(zip: Buffer, query = "", token = admin.token): Promise<Answer> {
  const response = await fetch(`${engine.url}/api/problems/import${query}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: new Uint8Array(zip),
  });
  return { status: response.status, body: await response.json() };
}

type Ran = { code: number; stdout: string; stderr: string };

async function command(...words: string[]): Promise<Ran> {
  const env = childEnvironment({ ENGINE_URL: engine.url, ENGINE_TOKEN: undefined });
  const argv = ["--import", "tsx", "src/cli/main.ts", ...words];
  return promisify(execFile)(process.execPath, argv, { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Ran) => ({ code, stdout, stderr }),
  );
}

describe("the command", () => {
  test.each(["meanvalue", "letters"])("imports %s, and every label is met", async (name) => {
    const imported = await command("problem", "import", join("tests", "packages", name));
    expect(imported).toMatchObject({ code: 0 });
    expect(imported.stdout).toContain(`Imported: ${name}`);
    const verified = await command("problem", "verify", name, "--json");
    const results = JSON.parse(verified.stdout) as { submission: string; ok: boolean }[];
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
    expect(results.length).toBeGreaterThan(3);
    expect(verified.code).toBe(0);
  });

  test("derives a time limit where there is none", async () => {
    const { limits } = await user.trpc.problem.get.query({ slug: "letters" });
    expect(limits.cpuMs % 500).toBe(0);
    expect(limits.cpuMs).toBeLessThan(10_000);
  });

  test("ends with 1, and says which, when a label is not met", async () => {
    const files = examplePackage("meanvalue");
    files.set("submissions/accepted/wrong.py", "print(7)\n");
    const zip = join(folder, "mislabelled.zip");
    writeFileSync(zip, await zipOf("mislabelled", files));
    const { code, stdout } = await command("problem", "verify", zip, "--json");
    expect(code).toBe(1);
    const missed = (JSON.parse(stdout) as { ok: boolean }[]).filter(({ ok }) => !ok);
    expect(missed).toMatchObject([
      { submission: "accepted/wrong.py", expected: "AC", verdict: "WA", ok: false },
    ]);
  });

  test("says what is wrong with a package, and imports nothing of it", async () => {
    const files = examplePackage("meanvalue");
    files.delete("data/secret/01.ans");
    const zip = join(folder, "broken.zip");
    writeFileSync(zip, await zipOf("broken", files));
    const { code, stdout } = await command("problem", "import", zip);
    expect(code).toBe(1);
    expect(stdout).toContain("data/secret/01.in: The answer is missing");
    expect(await codeOf(user.trpc.problem.get.query({ slug: "broken" }))).toMatchObject({
      code: "PROBLEM_NOT_FOUND",
    });
  });
});

describe("importing over HTTP", () => {
  test("a preview changes nothing", async () => {
    const { status, body } = await upload(await zipOf("preview", examplePackage("meanvalue")), "?dryRun=1");
    expect(status).toBe(200);
    expect(ImportReport.parse(body)).toMatchObject({ slug: "preview", applied: false, secretTests: 3 });
    expect((await user.trpc.problem.list.query()).map(({ slug }) => slug)).not.toContain("preview");
  });

  test("again: the same problem, and its tests are a new version only when they changed", async () => {
    const files = examplePackage("meanvalue");
    const reports: ImportReport[] = [];
    const bring = async (): Promise<void> => {
      reports.push(ImportReport.parse((await upload(await zipOf("again", files))).body));
    };
    await bring();
    const yaml = files.get("problem.yaml") ?? "";
    files.set("problem.yaml", yaml.replace("name: Mean Value", "name: Mean"));
    await bring();
    files.set("data/secret/02.ans", "732\n");
    await bring();
    expect(reports.map(({ isNew, dataChanged, testsVersion }) => [isNew, dataChanged, testsVersion])).toEqual(
      [
        [true, true, 1],
        [false, false, 1],
        [false, true, 2],
      ],
    );
    expect((await user.trpc.problem.get.query({ slug: "again" })).title).toBe("Mean");
    const snapshot = await user.trpc.submission.createAndWait.mutate({
      language: "python",
      source: files.get("submissions/accepted/mean.py") ?? "",
      problem: "again",
    });
    expect(snapshot.tests.map(({ verdict }) => verdict)).toEqual(["AC", "AC", "WA", "AC"]);
  });

  test("by tRPC, for small packages", async () => {
    const zip = await zipOf("small", examplePackage("meanvalue"));
    const report = await admin.trpc.problem.import.mutate({
      contentBase64: zip.toString("base64"),
      dryRun: true,
    });
    expect(report).toMatchObject({ slug: "small", applied: false, samples: 1 });
  });

  test("not for everyone, and nothing that is no package", async () => {
    const zip = await zipOf("mine", examplePackage("meanvalue"));
    expect(await upload(zip, "", user.token)).toMatchObject({ status: 403 });
    expect(await upload(zip, "", "forged")).toMatchObject({ status: 401 });
    expect(await codeOf(user.trpc.problem.submissions.query({ slug: "sum" }))).toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await upload(Buffer.from("no zip"))).toMatchObject({
      status: 400,
      body: { error: { data: { appCode: "PACKAGE_REFUSED" } } },
    });
  });
});

test("no byte of a secret test gets out, whatever a program prints", async () => {
  const [input, answer] = ["5130171 is the secret input", "8862013 is the secret answer"];
  const files = examplePackage("meanvalue");
  files.set("data/secret/09-hidden.in", `${input}\n`);
  files.set("data/secret/09-hidden.ans", `${answer}\n`);
  expect(await upload(await zipOf("leaky", files))).toMatchObject({ status: 200 });
  const source =
    "import sys\ntext = sys.stdin.read()\nprint(text)\nprint(text, file=sys.stderr)\nsys.exit('the' in text)\n";
  const { id } = await user.trpc.submission.create.mutate({ language: "python", source, problem: "leaky" });
  const seen = JSON.stringify([
    await collectEvents(user.trpc, id),
    await user.trpc.submission.get.query({ id }),
    await user.trpc.submission.list.query({}),
    await user.trpc.problem.get.query({ slug: "leaky" }),
    await admin.trpc.submission.get.query({ id }),
  ]);
  const logs = engine.gateway.readLog() + worker.readLog();
  // The sample and the submission are there, so the secrets would be found if they were.
  expect(seen).toContain("2.3333333333");
  expect(logs).toContain(id);
  for (const secret of ["5130171", "8862013"]) {
    const encoded = Buffer.from(secret).toString("base64").slice(0, 8);
    for (const text of [seen, logs]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(encoded);
    }
  }
});
