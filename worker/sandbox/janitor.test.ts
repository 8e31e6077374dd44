import { describe, expect, it } from "vitest";
import { FakeEngine } from "../../tests/support/fake-engine.ts";
import { removeContainersOf, removeOrphans, type JanitorOptions } from "./janitor.ts";

const SPEC = {
  name: "n",
  image: "c",
  language: "c",
  uid: 1,
  memoryBytes: 1,
  pidsLimit: 1,
  tmpfsBytes: 1,
  cells: true,
  seccompProfile: null,
  apparmorProfile: null,
  runtime: null,
};

async function createJanitor(): Promise<{
  engine: FakeEngine;
  options: JanitorOptions;
  left: () => string[];
}> {
  const engine = new FakeEngine();
  for (const [scope, workerId] of [
    ["ours", "alive"],
    ["ours", "dead"],
    ["ours", "dead"],
    ["theirs", "dead"],
  ] as const) {
    await engine.create({ ...SPEC, scope, workerId });
  }
  const silent = (): void => {};
  const options = {
    engine,
    scope: "ours",
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  };
  const left = (): string[] =>
    [...engine.containers.values()].map(({ spec }) => `${spec.scope}/${spec.workerId}`);
  return { engine, options, left };
}

describe("janitor", () => {
  it("removes what dead workers of its own scope left, and nothing else", async () => {
    const { options, left } = await createJanitor();
    const asked: string[] = [];
    const removed = await removeOrphans(options, async (workerId) => {
      asked.push(workerId);
      return workerId === "alive";
    });
    expect(removed).toBe(2);
    expect(left()).toEqual(["ours/alive", "theirs/dead"]);
    expect(asked).toEqual(["alive", "dead"]);
  });

  it("removes one worker's containers", async () => {
    const { options, left } = await createJanitor();
    expect(await removeContainersOf(options, "alive")).toBe(1);
    expect(left()).toEqual(["ours/dead", "ours/dead", "theirs/dead"]);
  });

  it("goes on with the others when one cannot be removed", async () => {
    const { engine, options, left } = await createJanitor();
    const remove = engine.remove.bind(engine);
    engine.remove = (id) => (id === "c2" ? Promise.reject(new Error("busy")) : remove(id));
    expect(await removeOrphans(options, (workerId) => workerId === "alive")).toBe(1);
    expect(left()).toEqual(["ours/alive", "ours/dead", "theirs/dead"]);
  });
});
