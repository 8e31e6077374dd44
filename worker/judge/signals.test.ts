import { expect, test } from "vitest";
import { signalName } from "./signals.ts";

test.each([
  [6, "SIGABRT"],
  [7, "SIGBUS"],
  [9, "SIGKILL"],
  [11, "SIGSEGV"],
  [29, "SIGIO"],
  [31, "SIGSYS"],
  [40, "signal 40"],
])("signal %i is called %s", (signal, name) => {
  expect(signalName(signal)).toBe(name);
});
