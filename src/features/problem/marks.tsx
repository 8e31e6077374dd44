import type { ProblemSummary } from "#contract/problem.ts";
import { Icon } from "../ui/icon.tsx";

const TONES: Record<ProblemSummary["difficulty"], string> = {
  easy: "bg-good-soft text-good",
  medium: "bg-warn-soft text-warn",
  hard: "bg-bad-soft text-bad",
};

export function DifficultyBadge({ difficulty }: { difficulty: ProblemSummary["difficulty"] }) {
  return (
    <span
      className={`inline-flex h-6 items-center rounded-md px-2 text-sm font-medium capitalize ${TONES[difficulty]}`}
    >
      {difficulty}
    </span>
  );
}

export function SolvedMark() {
  return (
    <span className="inline-flex items-center gap-1 text-sm font-medium text-good">
      <Icon name="check" />
      Solved
    </span>
  );
}
