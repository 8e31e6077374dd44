import { expect, test } from "vitest";
import { createLogger, withFields } from "./logger.ts";

function logOf(write: (logger: ReturnType<typeof createLogger>) => void): {
  raw: string;
  line: Record<string, unknown>;
} {
  let raw = "";
  const destination = { write: (text: string) => void (raw += text) };
  write(createLogger({ name: "test", level: "info" }, destination));
  return { raw, line: JSON.parse(raw) };
}

test("what would control a terminal never reaches it", () => {
  const text = "\u001b[31m \u009b31m \u007f \u202e \n{}";
  const { raw, line } = logOf((logger) => logger.warn({ err: new Error(text), text }, "hostile"));
  // oxlint-disable-next-line no-control-regex
  expect(raw.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  expect(line).toMatchObject({ text: "\u001b[31m \\u009b31m \\u007f \\u202e \n{}", msg: "hostile" });
});

test("nobody fills the log with what they submit", () => {
  const long = "x".repeat(1_000_000);
  const { raw } = logOf((logger) => logger.error({ err: new Error(long), long }, "long"));
  expect(raw.length).toBeLessThan(20_000);
});

test("of an error only what helps is told", () => {
  const error = Object.assign(new TypeError("no"), { code: "P2010", parameters: ["the whole source"] });
  const { raw, line } = logOf((logger) => logger.error({ err: error }, "failed"));
  expect(line["err"]).toMatchObject({ type: "TypeError", message: "no", code: "P2010" });
  expect(raw).not.toContain("the whole source");
});

test("bound fields are told as they are when the line is written", () => {
  const fields: Record<string, unknown> = { submissionId: "s" };
  const { line } = logOf((logger) => {
    const bound = withFields(logger, fields);
    fields["attempt"] = 2;
    bound.info({ why: "so" }, "said");
  });
  expect(line).toMatchObject({ submissionId: "s", attempt: 2, why: "so" });
});
