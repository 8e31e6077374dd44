import { expect, test } from "vitest";
import { readGatewayEnv, readWorkerEnv } from "./env.ts";

const required = {
  NODE_ENV: "test" as const,
  DATABASE_URL: "postgres://localhost/engine",
  REDIS_URL: "redis://localhost",
  AUTH_SECRET: "x".repeat(32),
};

test("what is left out has a default", () => {
  expect(readGatewayEnv(required)).toMatchObject({
    PORT: 3000,
    HOST: "127.0.0.1",
    ALLOW_DEMO_ACCOUNTS: false,
  });
  expect(readWorkerEnv(required)).toMatchObject({
    SANDBOX_PIN_CORES: true,
    WORKER_LANES: ["interactive", "contest", "practice", "rejudge"],
  });
});

test("an empty variable counts as left out", () => {
  expect(readGatewayEnv({ ...required, PORT: "", PUBLIC_URL: "" })).toMatchObject({ PORT: 3000 });
});

test("what is wrong is named, all of it at once", () => {
  const read = () =>
    readGatewayEnv({ ...required, PORT: "many", AUTH_SECRET: "short", DATABASE_URL: "mysql://x" });
  for (const name of ["PORT", "AUTH_SECRET", "DATABASE_URL"]) expect(read).toThrow(name);
});

test("lanes keep their order and what cannot be a lane is refused", () => {
  expect(readWorkerEnv({ ...required, WORKER_LANES: "rejudge, interactive" }).WORKER_LANES).toEqual([
    "rejudge",
    "interactive",
  ]);
  expect(() => readWorkerEnv({ ...required, WORKER_LANES: "no lane!" })).toThrow("WORKER_LANES");
});

test("traces go out as http/json or not at all", () => {
  expect(readWorkerEnv({ ...required, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" })).toMatchObject({
    OTEL_TRACES_SAMPLER_ARG: 1,
  });
  expect(() => readWorkerEnv({ ...required, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" })).toThrow("http/json");
});
