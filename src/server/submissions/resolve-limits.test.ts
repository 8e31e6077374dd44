import { join } from "node:path";
import { expect, test } from "vitest";
import { DEFAULT_MAX_LIMITS, Limits } from "#contract/limits.ts";
import { loadRuntimeCatalogue } from "#platform/runtimes/catalogue.ts";
import { resolveLimits } from "./resolve-limits.ts";

const catalogue = loadRuntimeCatalogue({ runtimesDir: join(import.meta.dirname, "../../../runtimes") });
const [runtime] = catalogue.runtimes.filter(({ compile }) => compile !== null);
if (runtime?.compile == null) throw new Error("No language here is compiled");
const own = runtime.compile.limits;
const max = DEFAULT_MAX_LIMITS;

test("what nobody asks for is the default, the language's own for compiling", () => {
  const limits = resolveLimits({ requested: undefined, problem: null, max, runtime });
  expect(limits).toMatchObject({ cpuMs: 2_000, wallMs: 5_000, sourceBytes: 256 * 1024, compile: own });
});

test("defaults stay below the operator's maximum, what a problem says counts", () => {
  const low = { ...max, cpuMs: 500, sourceBytes: 10, compile: { ...max.compile, memoryBytes: 1_000 } };
  const limits = resolveLimits({ requested: undefined, problem: null, max: low, runtime });
  expect(limits).toMatchObject({ cpuMs: 500, sourceBytes: 10, compile: { ...own, memoryBytes: 1_000 } });
  const problem = { ...limits, cpuMs: 900, compile: null };
  expect(resolveLimits({ requested: undefined, problem, max: low, runtime })).toMatchObject({ cpuMs: 900 });
});

test("CPU time brings its wall time along, for compiling, too", () => {
  const requested = { cpuMs: 100, compile: { cpuMs: 200 } };
  expect(resolveLimits({ requested, problem: null, max, runtime })).toMatchObject({
    wallMs: 1_200,
    compile: { ...own, cpuMs: 200, wallMs: 1_400 },
  });
});

test("a record from before limits of compiling and source is read as it was meant", () => {
  const { sourceBytes: _sourceBytes, compile: _compile, ...before } = max;
  expect(Limits.parse(before)).toEqual({ ...before, sourceBytes: 256 * 1024, compile: null });
});
