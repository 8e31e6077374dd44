import type { SubmissionSummary } from "#contract/submission.ts";
import { formatBytes, formatTime } from "../ui/format.ts";
import { LocalTime } from "../ui/local-time.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { VerdictBadge } from "../ui/verdict-badge.tsx";
import { AppLink } from "../ui/app-link.tsx";

type Names = Readonly<Record<string, string>>;
type Props = { rows: readonly SubmissionSummary[]; languageNames: Names };

/** A table; on a narrow screen each row becomes a card. */
export function SubmissionTable({ rows, languageNames }: Props) {
  return (
    <div className="overflow-hidden rounded-xl border bg-surface">
      <table className="w-full text-left text-sm tabular-nums max-sm:block">
        <caption className="sr-only">Submissions, newest first</caption>
        <thead className="bg-sunken text-muted max-sm:sr-only">
          <tr>
            {["Submitted", "Problem", "Language", "Verdict", "Time", "Memory"].map((title, column) => (
              <th
                key={title}
                scope="col"
                className={`px-4 py-2 font-medium ${column > 3 ? "text-right" : ""}`}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {rows.map((row) => (
            <Row key={row.id} row={row} language={languageNames[row.language] ?? row.language} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, language }: { row: SubmissionSummary; language: string }) {
  const { id, problem, createdAt } = row;
  // A program that was never run took neither time nor memory.
  const totals = row.totals?.maxMemoryBytes ? row.totals : null;
  return (
    <tr
      data-submission={id}
      className="relative border-t hover:bg-sunken max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:gap-x-3 max-sm:gap-y-1 max-sm:px-4 max-sm:py-3"
    >
      <td className="h-12 px-4 text-muted max-sm:order-3 max-sm:h-auto max-sm:px-0">
        <LocalTime at={createdAt} />
      </td>
      <th scope="row" className="px-4 font-medium max-sm:order-1 max-sm:px-0">
        <AppLink href={`/submissions/${id}`} className="-outline-offset-2 after:absolute after:inset-0">
          {problem?.title ?? "Custom run"}
        </AppLink>
      </th>
      <td className="px-4 max-sm:order-4 max-sm:px-0 max-sm:text-right max-sm:text-muted">{language}</td>
      <td className="px-4 max-sm:order-2 max-sm:px-0">
        <Outcome row={row} />
      </td>
      <td className="px-4 text-right max-sm:hidden">{totals ? formatTime(totals.maxCpuMs) : "–"}</td>
      <td className="px-4 text-right max-sm:hidden">{totals ? formatBytes(totals.maxMemoryBytes) : "–"}</td>
    </tr>
  );
}

function Outcome({ row: { verdict, status, problem } }: { row: SubmissionSummary }) {
  if (verdict) {
    return (
      <span data-verdict={verdict}>
        <VerdictBadge verdict={verdict} plainRun={problem === null} compact />
      </span>
    );
  }
  return (
    <span data-phase={status} className="inline-flex h-6 items-center gap-1.5 text-muted">
      <Spinner className="size-3" />
      <span className="capitalize">{status}</span>
    </span>
  );
}
