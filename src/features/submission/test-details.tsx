import { useMemo } from "react";
import type { ProblemChecker } from "#contract/submission.ts";
import type { TestResult } from "#contract/test-result.ts";
import type { Text } from "#contract/text.ts";
import { TextView } from "../output/output-view.tsx";
import { classNames } from "../ui/class-names.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { formatTime } from "../ui/format.ts";
import { DifferenceView } from "./difference-view.tsx";
import { describeEnding } from "./ending.ts";
import { findDifference, type OutputDifference } from "./output-difference.ts";

/** What there is to learn from one test: how it ended, what it read, what it should have written and what it wrote. */
export function TestDetails({ result, checker }: { result: TestResult; checker: ProblemChecker }) {
  const difference = useMemo(() => differenceOf(result, checker), [result, checker]);
  return (
    <div className="space-y-3 px-3 py-3 sm:px-4">
      <p className="text-sm">
        {describeEnding(result)}{" "}
        {result.visibility === "hidden" ? null : (
          <span className="text-muted">
            {formatTime(result.cpuMs)} of CPU time, {formatTime(result.wallMs)} of wall time.
          </span>
        )}
      </p>
      {difference ? (
        <DifferenceView difference={difference} exact={checker.kind === "exact"} />
      ) : result.message ? (
        <p className="text-sm font-medium">{result.message}</p>
      ) : null}
      <Texts result={result} />
    </div>
  );
}

/** Only where the outputs decided the verdict and both may be seen. */
/** A program of the author's own says in its message what is wrong; where, only it knows. */
function differenceOf(result: TestResult, checker: ProblemChecker): OutputDifference | null {
  if (checker.kind === "custom") return null;
  const { verdict, visibility, expectedStdout, stdout } = result;
  const compared = visibility === "full" && (verdict === "WA" || verdict === "PE");
  return compared && expectedStdout && stdout ? findDifference(expectedStdout, stdout, checker) : null;
}

function Texts({ result }: { result: TestResult }) {
  const { visibility } = result;
  if (visibility === "hidden" || visibility === "verdict_only") {
    return <p className="text-sm text-muted">The input and output of this test are kept secret.</p>;
  }
  return (
    <div className="grid gap-3 md:grid-cols-2">
      {visibility === "full" ? <Block title="Input" text={result.stdin} wide /> : null}
      {result.expectedStdout ? <Block title="Expected output" text={result.expectedStdout} /> : null}
      <Block title="Your output" text={result.stdout} wide={!result.expectedStdout} />
      {result.stderr && result.stderr.totalBytes > 0 ? (
        <Block title="Error output" text={result.stderr} wide />
      ) : null}
    </div>
  );
}

type BlockProps = { title: string; text: Text | null; wide?: boolean };

function Block({ title, text, wide = false }: BlockProps) {
  const copyable = text !== null && text.encoding === "utf8" && text.cutBytes === 0;
  return (
    <div
      className={classNames("min-w-0 overflow-hidden rounded-lg border bg-surface", wide && "md:col-span-2")}
    >
      <div className="flex h-9 items-center justify-between border-b bg-sunken pr-1 pl-3 text-sm font-medium">
        {title}
        {copyable ? <CopyButton text={text.text} label={`Copy ${title.toLowerCase()}`} /> : null}
      </div>
      <TextView text={text} label={title} className="max-h-64" />
    </div>
  );
}
