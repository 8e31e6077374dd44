import type { Metadata } from "next";
import { currentIdentity, serverCaller } from "#server/next/caller.ts";
import type { PageProps } from "../page-props.ts";
import { FilterBar } from "../../features/history/filter-bar.tsx";
import { readFilters, toListInput, toQuery } from "../../features/history/filters.ts";
import { NoSubmissions } from "../../features/history/no-submissions.tsx";
import { SubmissionRows } from "../../features/history/submission-rows.tsx";
import { SignInFirst } from "../../features/shell/sign-in-first.tsx";
import { Page } from "../../features/ui/page.tsx";

export const metadata: Metadata = { title: "Submissions" };

export default async function Submissions({ searchParams }: PageProps) {
  const filters = readFilters(await searchParams);
  const query = toQuery(filters);
  if (!(await currentIdentity()))
    return <SignInFirst what="your submissions" next={`/submissions${query}`} />;
  const caller = await serverCaller();
  const [first, languages, problems] = await Promise.all([
    caller.submission.list(toListInput(filters)),
    caller.language.list(),
    caller.problem.list(),
  ]);
  const languageNames = Object.fromEntries(languages.map(({ slug, name }) => [slug, name]));
  return (
    <Page title="Submissions" lead="Everything you ran or submitted, newest first.">
      <FilterBar filters={filters} languages={languages} problems={problems} />
      {first.items.length === 0 ? (
        <NoSubmissions filtered={query !== ""} />
      ) : (
        <SubmissionRows key={query} first={first} filters={filters} languageNames={languageNames} />
      )}
    </Page>
  );
}
