"use client";
import type { ListSubmissionsOutput, SubmissionSummary } from "#contract/submission.ts";
import { isFinal } from "#contract/verdict.ts";
import { trpc } from "../../trpc/client.tsx";
import { describeError } from "../submission/app-error.ts";
import { ErrorNotice } from "../submission/error-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { type Filters, toListInput } from "./filters.ts";
import { SubmissionTable } from "./submission-table.tsx";

const REFRESH_EVERY_MS = 2_000;

type Props = {
  first: ListSubmissionsOutput;
  filters: Filters;
  languageNames: Readonly<Record<string, string>>;
};

/** The first page from the server, more on demand, and fresh rows for as long as something is still being judged. */
export function SubmissionRows({ first, filters, languageNames }: Props) {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage, error } =
    trpc.submission.list.useInfiniteQuery(toListInput(filters), {
      initialData: { pages: [first], pageParams: [null] },
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
      refetchInterval: ({ state }) => (hasUnfinished(state.data?.pages ?? []) ? REFRESH_EVERY_MS : false),
      refetchOnMount: false,
    });
  const rows = data.pages.flatMap(({ items }) => items);
  return (
    <div className="space-y-4">
      <SubmissionTable rows={rows} languageNames={languageNames} />
      {error ? <ErrorNotice error={describeError(error)} onRetry={() => void fetchNextPage()} /> : null}
      {hasNextPage ? (
        <div className="text-center">
          <Button onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
            {isFetchingNextPage ? <Spinner /> : null}
            Load more
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function hasUnfinished(pages: readonly { items: readonly SubmissionSummary[] }[]): boolean {
  return pages.some(({ items }) => items.some(({ status }) => !isFinal(status)));
}
