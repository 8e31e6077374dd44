import type { ProblemSummary } from "#contract/problem.ts";
import { EmptyState } from "../ui/state.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { DifficultyBadge, SolvedMark } from "./marks.tsx";
import { AppLink } from "../ui/app-link.tsx";

export function ProblemTable({ problems }: { problems: readonly ProblemSummary[] }) {
  if (problems.length === 0) {
    return (
      <div className="rounded-xl border bg-surface">
        <EmptyState
          title="No problems yet"
          actions={<ButtonLink href="/play">Try the playground</ButtonLink>}
        >
          Problems appear here as soon as somebody publishes one.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="overflow-hidden rounded-xl border bg-surface">
      <table className="w-full text-left">
        <caption className="sr-only">Problems</caption>
        <thead className="bg-sunken text-sm text-muted">
          <tr>
            <th scope="col" className="px-4 py-2 font-medium">
              Title
            </th>
            <th scope="col" className="px-4 py-2 font-medium">
              Difficulty
            </th>
            <th scope="col" className="w-28 px-4 py-2 font-medium max-sm:sr-only">
              Solved
            </th>
          </tr>
        </thead>
        <tbody>
          {problems.map((problem) => (
            <Row key={problem.slug} problem={problem} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ problem: { slug, title, difficulty, solved } }: { problem: ProblemSummary }) {
  return (
    <tr className="relative border-t hover:bg-sunken">
      <th scope="row" className="h-12 px-4 py-2 font-medium">
        {/* The link covers the row: all of it can be pressed, and it is read as one. */}
        <AppLink href={`/problems/${slug}`} className="-outline-offset-2 after:absolute after:inset-0">
          {title}
        </AppLink>
        {solved ? (
          <span className="mt-1 block sm:hidden">
            <SolvedMark />
          </span>
        ) : null}
      </th>
      <td className="px-4">
        <DifficultyBadge difficulty={difficulty} />
      </td>
      <td className="px-4 max-sm:hidden">{solved ? <SolvedMark /> : null}</td>
    </tr>
  );
}
