import { Fragment, memo } from "react";
import type { ProblemChecker } from "#contract/submission.ts";
import type { TestResult } from "#contract/test-result.ts";
import { classNames } from "../ui/class-names.ts";
import { formatBytes, formatTime } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { VerdictBadge } from "../ui/verdict-badge.tsx";
import { describeEnding } from "./ending.ts";
import { TestDetails } from "./test-details.tsx";

type Props = {
  count: number;
  tests: readonly TestResult[];
  checker: ProblemChecker;
  running: number | null;
  /** Whether tests that have no result yet may still get one. */
  judging: boolean;
  open: number | null;
  onToggle: (index: number) => void;
};

export function TestTable({ count, tests, checker, running, judging, open, onToggle }: Props) {
  const byIndex = new Map(tests.map((test) => [test.index, test]));
  return (
    <div className="overflow-x-auto rounded-lg border">
      <table className="w-full text-left text-sm tabular-nums">
        <caption className="sr-only">Result of each test</caption>
        <thead className="bg-sunken text-muted">
          <tr>
            <th scope="col" className={CELL}>
              Test
            </th>
            <th scope="col" className={CELL}>
              Verdict
            </th>
            <th scope="col" className={`${CELL} text-right`}>
              Time
            </th>
            <th scope="col" className={`${CELL} text-right`}>
              Memory
            </th>
            <th scope="col" className={`${CELL} w-full max-md:hidden`}>
              How it ended
            </th>
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: count }, (_, index) => (
            <Row
              key={index}
              index={index}
              result={byIndex.get(index) ?? null}
              checker={checker}
              state={index === running ? "Running" : judging ? "Waiting" : "Not run"}
              open={index === open}
              onToggle={onToggle}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const CELL = "px-1.5 py-2 font-medium whitespace-nowrap sm:px-3";

type RowProps = {
  index: number;
  result: TestResult | null;
  checker: ProblemChecker;
  state: string;
  open: boolean;
  onToggle: (index: number) => void;
};

const Row = memo(function Row({ index, result, checker, state, open, onToggle }: RowProps) {
  const name = result?.name || `Test ${index + 1}`;
  return (
    <Fragment>
      <tr data-test-index={index} data-test-verdict={result?.verdict} className="border-t">
        <th scope="row" className="h-11 font-medium sm:px-1">
          {result ? (
            <button
              type="button"
              aria-expanded={open}
              onClick={() => onToggle(index)}
              className="inline-flex h-9 max-w-40 items-center gap-1 rounded-md px-1.5 hover:bg-sunken sm:max-w-56"
            >
              <Icon name="chevron" className={classNames("size-3.5 text-muted", !open && "-rotate-90")} />
              <span className="truncate">{name}</span>
            </button>
          ) : (
            <span className="pr-1.5 pl-6 whitespace-nowrap">{name}</span>
          )}
        </th>
        {result ? <Figures result={result} /> : <Pending state={state} />}
      </tr>
      {result && open ? (
        <tr>
          <td colSpan={5} className="border-t bg-canvas p-0">
            <TestDetails result={result} checker={checker} />
          </td>
        </tr>
      ) : null}
    </Fragment>
  );
});

function Pending({ state }: { state: string }) {
  return (
    <>
      <td className={`${CELL} font-normal text-muted`}>{state}</td>
      <td className={`${CELL} text-right text-muted`}>–</td>
      <td className={`${CELL} text-right text-muted`}>–</td>
      <td className="max-md:hidden" />
    </>
  );
}

function Figures({ result }: { result: TestResult }) {
  const ran = result.verdict !== "SKIPPED" && result.visibility !== "hidden";
  // What was stopped at a limit would have gone beyond it.
  const timePrefix = result.verdict === "TLE" ? "≥ " : "";
  const memoryPrefix = result.verdict === "MLE" ? "≥ " : "";
  const time = result.timeCause === "wall" ? result.wallMs : result.cpuMs;
  return (
    <>
      <td className={`${CELL} py-0`}>
        <VerdictBadge verdict={result.verdict} compact plainRun={isUncompared(result)} />
      </td>
      <td className={`${CELL} text-right`}>{ran ? timePrefix + formatTime(time) : "–"}</td>
      <td className={`${CELL} text-right`}>{ran ? memoryPrefix + formatBytes(result.memoryBytes) : "–"}</td>
      <td className="max-w-0 truncate px-3 text-muted max-md:hidden">
        {result.message ?? describeEnding(result)}
      </td>
    </>
  );
}

function isUncompared({ visibility, expectedStdout }: TestResult): boolean {
  return visibility === "full" && expectedStdout === null;
}
