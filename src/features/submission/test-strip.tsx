import { memo } from "react";
import type { TestResult } from "#contract/test-result.ts";
import { VERDICT_NAMES } from "#contract/verdict.ts";
import { classNames } from "../ui/class-names.ts";
import { Icon } from "../ui/icon.tsx";
import { VERDICT_LOOKS } from "../ui/verdict-badge.tsx";

/** More cells than this are drawn small. */
const ROOMY_MAX = 40;

type Props = {
  count: number;
  tests: readonly TestResult[];
  running: number | null;
  onSelect: (index: number) => void;
};

/** All tests at a glance, filling in as they are judged. */
export function TestStrip({ count, tests, running, onSelect }: Props) {
  const byIndex = new Map(tests.map((test) => [test.index, test]));
  return (
    <div className="flex flex-wrap gap-1" role="group" aria-label="Tests at a glance">
      {Array.from({ length: count }, (_, index) => (
        <Cell
          key={index}
          index={index}
          verdict={byIndex.get(index)?.verdict ?? null}
          running={index === running}
          roomy={count <= ROOMY_MAX}
          onSelect={onSelect}
        />
      ))}
    </div>
  );
}

type CellProps = {
  index: number;
  verdict: TestResult["verdict"] | null;
  running: boolean;
  roomy: boolean;
  onSelect: (index: number) => void;
};

const Cell = memo(function Cell({ index, verdict, running, roomy, onSelect }: CellProps) {
  const label = `Test ${index + 1}: ${verdict ? VERDICT_NAMES[verdict] : running ? "running" : "waiting"}`;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      disabled={verdict === null}
      onClick={() => onSelect(index)}
      className={classNames(
        "inline-flex items-center justify-center rounded",
        roomy ? "size-7" : "size-4",
        verdict ? VERDICT_LOOKS[verdict].soft : "bg-sunken",
        running && !verdict && "animate-pulse ring-2 ring-accent ring-inset",
      )}
    >
      {verdict ? <Icon name={VERDICT_LOOKS[verdict].icon} className={roomy ? "size-4" : "size-3"} /> : null}
    </button>
  );
});
