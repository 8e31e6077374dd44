import type { ListSubmissionsInput } from "#contract/submission.ts";
import { Verdict } from "#contract/verdict.ts";

/** What the history is narrowed to. The address of the page is the only place where it is kept. */
export type Filters = { language?: string; verdict?: Verdict; problem?: string };
const PAGE_SIZE = 25;

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Reads the address leniently: what it cannot make sense of is no filter. */
export function readFilters(query: Query): Filters {
  const { language, problem } = query;
  const verdict = Verdict.safeParse(query["verdict"]);
  return {
    ...(typeof language === "string" && language !== "" ? { language } : {}),
    ...(verdict.success ? { verdict: verdict.data } : {}),
    ...(typeof problem === "string" && problem !== "" ? { problem } : {}),
  };
}

export function toListInput(filters: Filters): ListSubmissionsInput {
  return { ...filters, limit: PAGE_SIZE };
}

export function toQuery(filters: Filters): string {
  const query = new URLSearchParams(filters).toString();
  return query === "" ? "" : `?${query}`;
}
