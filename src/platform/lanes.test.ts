import { describe, expect, test } from "vitest";
import { createRouting, parseRoutes, weightOf } from "./lanes.ts";

describe("routing", () => {
  const python = { language: "python", weight: "light", priority: "practice" } as const;

  test("without a table every priority has its lane", () => {
    const routing = createRouting();
    expect(routing.lanes).toEqual(["interactive", "contest", "practice", "rejudge"]);
    expect(routing.laneFor(python)).toBe("practice");
    expect(routing.laneFor({ ...python, weight: "heavy", priority: "rejudge" })).toBe("rejudge");
  });

  test("the first route that fits decides", () => {
    const routing = createRouting(parseRoutes("java:*:rejudge=slow-java, *:heavy:*=heavy,java:*:*=java"));
    expect(routing.lanes).toEqual([
      "interactive",
      "contest",
      "practice",
      "rejudge",
      "slow-java",
      "heavy",
      "java",
    ]);
    expect(routing.laneFor({ language: "java", weight: "heavy", priority: "rejudge" })).toBe("slow-java");
    expect(routing.laneFor({ language: "java", weight: "heavy", priority: "contest" })).toBe("heavy");
    expect(routing.laneFor({ language: "java", weight: "light", priority: "contest" })).toBe("java");
    expect(routing.laneFor(python)).toBe("practice");
  });

  test("a table that cannot be read says where and why", () => {
    expect(() => parseRoutes("java=slow")).toThrow('"java=slow" is no route');
    expect(() => parseRoutes("*:huge:*=slow")).toThrow('"huge" is none of light, normal, heavy');
    expect(() => parseRoutes("*:*:urgent=slow")).toThrow('"urgent" is none of interactive');
    expect(() => parseRoutes("*:*:*=Slow Lane")).toThrow("no route");
    expect(() => parseRoutes("*:*:*=Slow")).toThrow('"Slow" is no name of a lane');
  });
});

test("weight is the CPU time of all tests at their limit", () => {
  expect(weightOf({ cpuMs: 2_000, tests: 0 })).toBe("light");
  expect(weightOf({ cpuMs: 2_000, tests: 6 })).toBe("normal");
  expect(weightOf({ cpuMs: 2_000, tests: 100 })).toBe("heavy");
});
