import { describe, expect, it } from "vitest";
import { readFilters, toQuery } from "./filters.ts";

describe("readFilters", () => {
  it("takes what it knows and ignores the rest", () => {
    expect(readFilters({ language: "cpp", verdict: "WA", problem: "", page: "3" })).toEqual({
      language: "cpp",
      verdict: "WA",
    });
  });

  it("ignores an unknown verdict and repeated parameters", () => {
    expect(readFilters({ verdict: "GREAT", language: ["c", "cpp"] })).toEqual({});
  });
});

describe("toQuery", () => {
  it("is read back as it was written", () => {
    const filters = { language: "cpp", verdict: "TLE" as const, problem: "sum" };
    expect(readFilters(Object.fromEntries(new URLSearchParams(toQuery(filters))))).toEqual(filters);
  });

  it("is empty without filters", () => {
    expect(toQuery({})).toBe("");
  });
});
