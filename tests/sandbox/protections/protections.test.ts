import { expect, inject, it, onTestFinished, vi } from "vitest";
import type { ContainerEngine } from "../../../worker/sandbox/container-engine.ts";
import type { ContainerSpec } from "../../../worker/sandbox/container-spec.ts";
import { createDockerClient } from "../../../worker/sandbox/docker-client.ts";
import { createTestSandbox, submit, type Ran, type TestSandbox } from "../../support/sandbox.ts";

/**
 * One layer is taken away, and what it stops is tried: an attack that fails without it, too, would prove nothing.
 * Layers are taken away by changing what the test asks of Docker, never by a switch of the product.
 */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function engineWith(change: Partial<ContainerSpec>): ContainerEngine {
  vi.stubEnv("DOCKER_HOST", inject("dockerHost"));
  const engine = createDockerClient({ logger: silent });
  const create = engine.create.bind(engine);
  engine.create = (spec) => create({ ...spec, ...change });
  return engine;
}

async function started(change: Partial<ContainerSpec>): Promise<TestSandbox> {
  const suite = createTestSandbox({ languages: ["python"], slots: 1, engine: engineWith(change) });
  onTestFinished(() => suite.sandbox.close());
  await suite.sandbox.start();
  return suite;
}

async function run(suite: TestSandbox, source: string): Promise<Ran> {
  const { runs } = await submit(suite, { language: "python", source });
  const [only] = runs;
  if (only === undefined) throw new Error("no result");
  return only;
}

/** Harmless: it only makes the program itself a better choice for the OOM killer, which it is already. */
const WRITES_PROC = `try:
    with open("/proc/self/oom_score_adj", "w") as file: file.write("1000")
    print("written")
except OSError: print("refused")
`;

it("the cell: without it, /proc can be written to", async () => {
  expect((await run(await started({}), WRITES_PROC)).stdout).toBe("refused\n");
  expect((await run(await started({ cells: false }), WRITES_PROC)).stdout).toBe("written\n");
});

it("our seccomp profile: without it, Docker's own forbids cells, and containers are not reused", async () => {
  expect((await started({})).sandbox.describe().mode).toBe("cells");
  expect((await started({ seccompProfile: null })).sandbox.describe().mode).toBe("container-per-submission");
});
