import { describe, expect, test } from "vitest";
import { Steps, type Output } from "./steps.ts";

function recorder(isTerminal: boolean): Output & { text: () => string } {
  let text = "";
  return { isTerminal, columns: 60, write: (more) => (text += more), text: () => text };
}

describe("Steps", () => {
  test("outside a terminal writes one plain line per step, with its time and note", async () => {
    const output = recorder(false);
    const value = await new Steps(output).run("Redis", async (report) => {
      report("version 7");
      return 42;
    });
    expect(value).toBe(42);
    expect(output.text()).toMatch(/^✓ Redis +0\.0 s {2}version 7\n$/);
  });

  test("marks the step that failed, and differently those given up because of it", async () => {
    const output = recorder(false);
    const steps = new Steps(output);
    const error = new Error("no room");
    const fail = (title: string): Promise<void> => steps.run(title, () => Promise.reject(error));
    await expect(fail("Docker")).rejects.toBe(error);
    await expect(fail("Redis")).rejects.toBe(error);
    expect(output.text()).toMatch(/^✗ Docker .*\n– Redis .*\n$/);
  });

  test("shows nothing without an output", async () => {
    await expect(new Steps().run("Redis", async () => "done")).resolves.toBe("done");
  });

  test("clears the line under way on a terminal", async () => {
    const output = recorder(true);
    await new Steps(output).run("Redis", async () => undefined);
    expect(output.text()).toContain("\r\u001B[2K\u001B[32m✓\u001B[0m Redis");
  });
});
