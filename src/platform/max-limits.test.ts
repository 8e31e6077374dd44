import { expect, test } from "vitest";
import { DEFAULT_MAX_LIMITS } from "#contract/limits.ts";
import { readGatewayEnv } from "./env.ts";
import { maxLimitsFrom } from "./max-limits.ts";

const required = {
  NODE_ENV: "test" as const,
  DATABASE_URL: "postgres://localhost/engine",
  REDIS_URL: "redis://localhost",
  AUTH_SECRET: "x".repeat(32),
};

test("the operator's maxima have defaults", () => {
  expect(maxLimitsFrom(readGatewayEnv(required))).toEqual(DEFAULT_MAX_LIMITS);
});

test.each([
  ["MAX_PROCESSES", "1001"],
  ["MAX_SOURCE_BYTES", "4194305"],
  ["MAX_COMPILE_CPU_MS", "0"],
])("%s cannot be %s", (name, value) => {
  expect(() => readGatewayEnv({ ...required, [name]: value })).toThrow(name);
});
