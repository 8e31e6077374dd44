import { afterEach, describe, expect, it } from "vitest";
import { Label } from "../../worker/sandbox/labels.ts";
import { SandboxError } from "../../worker/sandbox/sandbox.ts";
import {
  createTestSandbox,
  MIB,
  runRequest,
  runtimeOf,
  sourceOf,
  submit,
  type TestSandbox,
} from "../support/sandbox.ts";
import type { DockerSandboxOptions } from "../../worker/sandbox/docker-sandbox.ts";

const PYTHON = runtimeOf("python");
const HELLO = { language: "python", source: "print('hello')" };

let suite: TestSandbox;

async function start(changes: Partial<DockerSandboxOptions> = {}): Promise<TestSandbox> {
  suite = createTestSandbox({ languages: ["python"], ...changes });
  await suite.sandbox.start();
  return suite;
}

async function waitUntil(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline;) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`Waited too long for ${what}.`);
}

async function hello(): Promise<string | undefined> {
  return (await submit(suite, HELLO)).runs[0]?.stdout;
}

afterEach(async () => {
  await suite.sandbox.close();
  const left = await suite.containers();
  if (left.length > 0) throw new Error(`${left.length} containers are left.`);
});

describe("a container that is lost", () => {
  it("fails its session with a SandboxError, and the pool recovers", async () => {
    await start();
    const session = await suite.session("python");
    session.begin([sourceOf(PYTHON, "import time; time.sleep(30)")]);
    const first = session.exec(runRequest(PYTHON), { onStarted: () => void killAll() });
    const second = session.exec(runRequest(PYTHON));
    const killAll = async (): Promise<void> => {
      for (const { id } of await suite.containers()) await suite.engine.kill(id);
    };
    await expect(first).rejects.toBeInstanceOf(SandboxError);
    await expect(second).rejects.toMatchObject({ code: "container-failed" });
    await session.release();
    expect(await hello()).toBe("hello\n");
  });

  it("is replaced while nobody uses it", async () => {
    // With one slot there is one container: none that is just coming up and cannot be killed yet.
    await start({ slots: 1 });
    const [before] = await suite.containers();
    if (before === undefined) throw new Error("nothing is warm");
    await suite.engine.kill(before.id);
    await waitUntil(async () => {
      const now = await suite.containers();
      return now.length > 0 && now.every(({ id }) => id !== before.id);
    }, "the replacement");
    expect(await hello()).toBe("hello\n");
  });

  it("is gone within two seconds when its session is destroyed in the middle of a run", async () => {
    await start();
    const session = await suite.session("python");
    session.begin([sourceOf(PYTHON, "while True: pass")]);
    const running = session.exec(runRequest(PYTHON, { limits: { cpuMs: 20_000, wallMs: 20_000 } }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const used = await suite.containers();
    const startedAt = performance.now();
    await session.destroy("cancelled");
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await expect(running).rejects.toMatchObject({ code: "destroyed", message: "cancelled" });
    const left = new Set((await suite.containers()).map(({ id }) => id));
    expect(used.some(({ id }) => !left.has(id))).toBe(true);
  });
});

describe("reuse", () => {
  /** Leaves a mark wherever a program can write, and says which marks of others it finds. */
  const MARKER = `
import os, socket, sys
paths = ["/tmp/mark", "/dev/shm/mark", "/var/tmp/mark", "mark", os.path.expanduser("~/mark"), "/artifact/mark", "/box/mark"]
found = [path for path in paths if os.path.exists(path)]
for path in paths:
    try:
        open(path, "w").write("x")
    except OSError:
        pass
abstract = socket.socket(socket.AF_UNIX)
try:
    abstract.bind("\\0mark")
    abstract.listen()
except OSError:
    found.append("socket")
if os.fork() == 0:
    os.setsid()
    import time
    sys.stdout.close(); os.close(1); os.close(2)
    time.sleep(60)
    os._exit(0)
others = [pid for pid in os.listdir("/proc") if pid.isdigit()]
print(found, len(others))
`;

  it("leaves nothing for the next test or the next submission in the same container", async () => {
    await start();
    const runs = [];
    for (let submission = 0; submission < 3; submission += 1) {
      const result = await submit(suite, { language: "python", source: MARKER, runs: [{}, {}] });
      runs.push(...result.runs);
    }
    // Itself, its child and the cell's init.
    expect(runs.map((run) => run.stdout)).toEqual(Array.from({ length: 6 }, () => "[] 3\n"));
    expect(suite.sandbox.describe().mode).toBe("cells");
  });

  it("keeps one container for many submissions, and replaces it after its last", async () => {
    await start({ maxJobsPerContainer: 4, slots: 1 });
    const [first] = await suite.containers();
    // The version command was the first job.
    for (let job = 0; job < 2; job += 1) await hello();
    expect((await suite.containers()).map(({ id }) => id)).toContain(first?.id);
    await hello();
    await waitUntil(
      async () => (await suite.containers()).every(({ id }) => id !== first?.id),
      "the replacement",
    );
    expect(await hello()).toBe("hello\n");
  });

  it("can be switched off: every submission gets a container of its own", async () => {
    await start({ reuse: "never" });
    expect(suite.sandbox.describe()).toMatchObject({
      mode: "container-per-submission",
      reason: /SANDBOX_REUSE=never/,
    });
    const used = new Set<string>();
    for (let job = 0; job < 3; job += 1) {
      const session = await suite.session("python");
      session.begin([sourceOf(PYTHON, "import socket; print(socket.gethostname())")]);
      await session.exec(runRequest(PYTHON));
      const before = (await suite.containers()).map(({ id }) => id);
      await session.release();
      await waitUntil(async () => {
        const now = new Set((await suite.containers()).map(({ id }) => id));
        const gone = before.filter((id) => !now.has(id));
        for (const id of gone) used.add(id);
        return gone.length > 0;
      }, "the used container to go");
    }
    expect(used.size).toBeGreaterThanOrEqual(3);
  });

  it("is off where cells do not work, and everything else works all the same", async () => {
    await start({ cells: false });
    expect(suite.sandbox.describe()).toMatchObject({
      mode: "container-per-submission",
      reason: /ENGINE_CELLS/,
    });
    expect(await hello()).toBe("hello\n");
    const { runs } = await submit(suite, {
      language: "python",
      source: "import os\nprint(os.path.exists('/tmp/mark'))\nopen('/tmp/mark', 'w').close()",
      runs: [{}, {}],
    });
    expect(runs.map((run) => run.stdout)).toEqual(["False\n", "False\n"]);
  });
});

describe("containers", () => {
  it("have one user id each, and the memory limit that was asked for", async () => {
    await start({ slots: 3 });
    const source =
      "import os\nprint(open('/proc/self/uid_map').read().split()[1], end=' ')\nx = bytearray(90 << 20)";
    const sizes = [64, 128, 256];
    const sessions = await Promise.all(
      sizes.map((size) => suite.sandbox.acquire({ language: "python", memoryBytes: size * MIB, slot: 0 })),
    );
    const outcomes = await Promise.all(
      sessions.map((session) => {
        session.begin([sourceOf(PYTHON, source)]);
        return session.exec(runRequest(PYTHON));
      }),
    );
    expect(outcomes.map((outcome) => outcome.cause)).toEqual(["memory", "exited", "exited"]);
    const uids = (await suite.containers()).map((container) => container.labels[Label.UID]);
    expect(new Set(uids).size).toBe(uids.length);
    await Promise.all(sessions.map((session) => session.release()));
  });

  it("get another memory limit in the middle of a session", async () => {
    await start();
    const session = await suite.session("python", 256 * MIB);
    session.begin([sourceOf(PYTHON, "x = bytearray(150 << 20)")]);
    const roomy = await session.exec(runRequest(PYTHON, { limits: { memoryBytes: 256 * MIB } }));
    await session.setMemoryLimit(100 * MIB);
    const tight = await session.exec(runRequest(PYTHON, { limits: { memoryBytes: 100 * MIB } }));
    await session.release();
    expect([roomy.cause, tight.cause]).toEqual(["exited", "memory"]);
  });

  it("of a dead worker are removed by a living one, and nobody else's", async () => {
    await start();
    const dead = createTestSandbox({ ...suite.options, workerId: "dead" });
    const foreign = createTestSandbox({ workerId: "dead", languages: ["python"] });
    await Promise.all([dead.sandbox.start(), foreign.sandbox.start()]);
    const own = (await suite.containers()).filter(
      ({ labels }) => labels[Label.WORKER_ID] === "tester",
    ).length;
    const removed = await suite.sandbox.removeOrphans((workerId) => workerId !== "dead");
    expect(removed).toBe(1);
    expect((await suite.containers()).length).toBeGreaterThanOrEqual(own);
    expect((await foreign.containers()).length).toBe(1);
    await Promise.all([dead.sandbox.close(), foreign.sandbox.close()]);
  });
});

describe("start", () => {
  it("names the images that are missing and the command that makes them", async () => {
    suite = createTestSandbox();
    const { catalogue } = suite.options;
    const without = Object.assign(Object.create(catalogue) as typeof catalogue, {
      get: (slug: string) => catalogue.get(slug),
      imageTag: (slug: string) => `code-exec-engine/${slug}:000000000000`,
    });
    suite = createTestSandbox({ catalogue: without, languages: ["c", "python"] });
    await expect(suite.sandbox.start()).rejects.toMatchObject({
      code: "image-missing",
      message: /c:000000000000, .*python:000000000000 are not built on this host: run `npm run runtimes`/,
    });
  });
});
