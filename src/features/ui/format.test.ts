import { describe, expect, it } from "vitest";
import { formatAge, formatBytes, formatTime, plural, shortVersion } from "./format.ts";

describe("formatTime", () => {
  it.each([
    [0, "0 ms"],
    [999, "999 ms"],
    [1_000, "1 s"],
    [2_013, "2.01 s"],
  ])("writes %i ms as %s", (ms, text) => {
    expect(formatTime(ms)).toBe(text);
  });
});

describe("formatAge", () => {
  it.each([
    [-5, "0 s"],
    [59_999, "59 s"],
    [185_000, "3 min 5 s"],
    [2 * 3_600_000 + 240_000, "2 h 4 min"],
    [73 * 3_600_000, "3 d 1 h"],
  ])("writes %i ms as %s", (ms, text) => {
    expect(formatAge(ms)).toBe(text);
  });
});

describe("formatBytes", () => {
  it.each([
    [512, "512 B"],
    [1_536, "1.5 KiB"],
    [256 * 1024 * 1024, "256 MiB"],
    [3_500_000, "3.3 MiB"],
  ])("writes %i bytes as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe("shortVersion", () => {
  it.each([
    ["gcc (Debian 12.2.0-14+deb12u1) 12.2.0", "gcc 12.2.0"],
    ["Python 3.11.2", "Python 3.11.2"],
  ])("shortens %s", (version, short) => {
    expect(shortVersion(version)).toBe(short);
  });
});

it("counts in words", () => {
  expect([plural(1, "test"), plural(3, "test")]).toEqual(["1 test", "3 tests"]);
});
