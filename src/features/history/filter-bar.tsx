"use client";
import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import type { Language } from "#contract/language.ts";
import type { ProblemSummary } from "#contract/problem.ts";
import { Verdict, VERDICT_NAMES } from "#contract/verdict.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { type Filters, readFilters, toQuery } from "./filters.ts";

type Props = { filters: Filters; languages: readonly Language[]; problems: readonly ProblemSummary[] };

/** An ordinary form that changes the address; with scripts it does so at once. */
export function FilterBar({ filters, languages, problems }: Props) {
  const router = useRouter();
  const hydrated = useHydrated();

  function onChange(event: FormEvent<HTMLFormElement>) {
    const query = Object.fromEntries(new FormData(event.currentTarget));
    router.push(`/submissions${toQuery(readFilters(query as Record<string, string>))}`, { scroll: false });
  }

  return (
    <form
      action="/submissions"
      onChange={onChange}
      key={toQuery(filters)}
      className="mb-4 flex flex-wrap gap-2"
    >
      <Select
        label="Language"
        name="language"
        defaultValue={filters.language ?? ""}
        className="max-sm:flex-1"
      >
        <option value="">All languages</option>
        {languages.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </Select>
      <Select label="Verdict" name="verdict" defaultValue={filters.verdict ?? ""} className="max-sm:flex-1">
        <option value="">All verdicts</option>
        {Verdict.options.map((verdict) => (
          <option key={verdict} value={verdict}>
            {VERDICT_NAMES[verdict]}
          </option>
        ))}
      </Select>
      <Select label="Problem" name="problem" defaultValue={filters.problem ?? ""} className="max-sm:w-full">
        <option value="">All problems</option>
        {problems.map(({ slug, title }) => (
          <option key={slug} value={slug}>
            {title}
          </option>
        ))}
      </Select>
      {hydrated ? null : <Button type="submit">Apply</Button>}
      {toQuery(filters) === "" ? null : (
        <ButtonLink href="/submissions" look="ghost" scroll={false}>
          Clear filters
        </ButtonLink>
      )}
    </form>
  );
}
