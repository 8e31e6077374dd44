import { describe, expect, it } from "vitest";
import { safeNext } from "./safe-next.ts";

describe("safeNext", () => {
  it("keeps a path of our own with its query", () => {
    expect(safeNext("/problems/sum?from=1#x")).toBe("/problems/sum?from=1#x");
  });

  it.each([
    undefined,
    "",
    "problems",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "https://evil.example",
  ])("refuses %j", (next) => {
    expect(safeNext(next)).toBe("/problems");
  });

  it("does not let dots make a double slash", () => {
    expect(safeNext("/.//evil.example")).toBe("/problems");
  });
});
