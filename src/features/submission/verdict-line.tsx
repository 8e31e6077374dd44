import type { Submission } from "#contract/submission.ts";
import type { Totals } from "#contract/test-result.ts";
import { formatBytes, formatTime } from "../ui/format.ts";
import { VerdictBadge } from "../ui/verdict-badge.tsx";
import { isPlainRun, worstSoFar } from "./progress.ts";

/** The verdict with its totals; until it is known, what is known so far. Keeps one height all the way. */
export function VerdictLine({ submission }: { submission: Submission | null }) {
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1">
      {submission?.verdict ? <Final submission={submission} /> : <SoFar submission={submission} />}
    </div>
  );
}

function Final({ submission }: { submission: Submission }) {
  const { verdict, totals } = submission;
  if (!verdict) return null;
  return (
    <>
      <span data-verdict={verdict}>
        <VerdictBadge verdict={verdict} size="large" plainRun={isPlainRun(submission)} />
      </span>
      {totals ? <span className="text-sm text-muted tabular-nums">{summarize(totals)}</span> : null}
    </>
  );
}

function SoFar({ submission }: { submission: Submission | null }) {
  const worst = worstSoFar(submission?.tests ?? []);
  if (!worst) return <span className="text-sm text-muted">No verdict yet</span>;
  return (
    <span className="flex items-center gap-2 text-sm text-muted">
      So far, test {worst.index + 1}: <VerdictBadge verdict={worst.verdict} compact />
    </span>
  );
}

function summarize({ tests, passed, maxCpuMs, maxWallMs, maxMemoryBytes }: Totals): string {
  if (maxMemoryBytes === 0) return ""; // nothing was run
  const cost = `${formatTime(maxCpuMs)} CPU · ${formatBytes(maxMemoryBytes)}`;
  return tests === 1
    ? `${cost} · ${formatTime(maxWallMs)} wall`
    : `${passed} of ${tests} tests passed · at most ${cost}`;
}
