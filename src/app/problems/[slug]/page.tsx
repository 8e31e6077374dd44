import type { Metadata } from "next";
import { cache } from "react";
import { serverCaller } from "#server/next/caller.ts";
import { ProblemWorkspace } from "../../../features/problem/problem-workspace.tsx";
import { Statement } from "../../../features/problem/statement.tsx";
import { NoLanguages } from "../../../features/workspace/no-languages.tsx";
import { orNotFound } from "../../or-not-found.ts";
import type { PageProps } from "../../page-props.ts";
import { workspaceProps } from "../../workspace-props.ts";

const loadProblem = cache(async (slug: string) => {
  const caller = await serverCaller();
  return orNotFound(caller.problem.get({ slug }));
});

export async function generateMetadata({ params }: PageProps<{ slug: string }>): Promise<Metadata> {
  return { title: (await loadProblem((await params).slug)).title };
}

export default async function ProblemPage({ params, searchParams }: PageProps<{ slug: string }>) {
  const problem = await loadProblem((await params).slug);
  const props = await workspaceProps(await searchParams);
  const statement = <Statement problem={problem} />;
  if (!props) return <NoLanguages>{statement}</NoLanguages>;
  return <ProblemWorkspace {...props} problem={problem} statement={statement} />;
}
