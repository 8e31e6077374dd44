import type { Metadata } from "next";
import { currentIdentity, serverCaller } from "#server/next/caller.ts";
import { SignInFirst } from "../../../features/shell/sign-in-first.tsx";
import { SubmissionView } from "../../../features/submission/submission-view.tsx";
import { LocalTime } from "../../../features/ui/local-time.tsx";
import { Page } from "../../../features/ui/page.tsx";
import { orNotFound } from "../../or-not-found.ts";
import type { PageProps } from "../../page-props.ts";

export const metadata: Metadata = { title: "Submission" };

export default async function SubmissionPage({ params }: PageProps<{ id: string }>) {
  const { id } = await params;
  if (!(await currentIdentity())) return <SignInFirst what="this submission" next={`/submissions/${id}`} />;
  const caller = await serverCaller();
  const [submission, languages] = await Promise.all([
    orNotFound(caller.submission.get({ id })),
    caller.language.list(),
  ]);
  const language = languages.find(({ slug }) => slug === submission.language) ?? null;
  return (
    <Page
      title={submission.problem?.title ?? "Custom run"}
      lead={
        <>
          {language?.name ?? submission.language} · <LocalTime at={submission.createdAt} />
        </>
      }
    >
      <SubmissionView key={submission.id} initial={submission} language={language} />
    </Page>
  );
}
