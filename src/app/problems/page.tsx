import type { Metadata } from "next";
import { serverCaller } from "#server/next/caller.ts";
import { ProblemTable } from "../../features/problem/problem-table.tsx";
import { Page } from "../../features/ui/page.tsx";

export const metadata: Metadata = { title: "Problems" };

export default async function Problems() {
  const caller = await serverCaller();
  return (
    <Page title="Problems" lead="Read one, write a program, and have it judged on every test.">
      <ProblemTable problems={await caller.problem.list()} />
    </Page>
  );
}
