import { INLINE_TESTS_MAX, INLINE_TESTS_MAX_BYTES } from "#contract/limits.ts";
import type { InlineTest } from "#contract/submission.ts";
import { AppError } from "../app-error.ts";
import { decodeBase64 } from "./parse-files.ts";

export type ParsedTest = {
  name: string;
  stdin: Uint8Array<ArrayBuffer>;
  expected: Uint8Array<ArrayBuffer> | null;
};

/** The tests that came with a request; without any, one run on empty input. */
export function parseTests(tests: readonly InlineTest[] | undefined): ParsedTest[] {
  if (tests === undefined) return [{ name: "run", stdin: new Uint8Array(), expected: null }];
  if (tests.length === 0) {
    throw new AppError(
      "TESTS_INVALID",
      "`tests` is empty. Give at least one test, or leave it out to run once.",
    );
  }
  if (tests.length > INLINE_TESTS_MAX) {
    throw new AppError(
      "TESTS_TOO_LARGE",
      `At most ${INLINE_TESTS_MAX} inline tests are allowed, these are ${tests.length}.`,
    );
  }
  const parsed = tests.map(parseTest);
  const totalBytes = parsed.reduce(
    (sum, test) => sum + test.stdin.byteLength + (test.expected?.byteLength ?? 0),
    0,
  );
  if (totalBytes > INLINE_TESTS_MAX_BYTES) {
    throw new AppError(
      "TESTS_TOO_LARGE",
      `Inline tests have ${totalBytes} bytes; at most ${INLINE_TESTS_MAX_BYTES} are allowed. Larger tests belong to a problem.`,
    );
  }
  return parsed;
}

function parseTest(test: InlineTest, index: number): ParsedTest {
  const name = test.name ?? `test ${index + 1}`;
  if (name.includes("\0"))
    throw new AppError("TESTS_INVALID", `The name of test ${index + 1} contains a NUL character.`);
  const decode = (text: string): Uint8Array<ArrayBuffer> =>
    test.encoding === "base64" ? decodeBase64(text, name) : new TextEncoder().encode(text);
  return {
    name,
    stdin: decode(test.stdin),
    expected: test.expectedStdout === undefined ? null : decode(test.expectedStdout),
  };
}
