import type { ReactNode } from "react";
import type { Language } from "#contract/language.ts";
import type { Submission } from "#contract/submission.ts";
import { Card } from "../ui/card.tsx";
import { formatBytes, formatTime, shortVersion } from "../ui/format.ts";
import { LocalTime } from "../ui/local-time.tsx";
import { AppLink } from "../ui/app-link.tsx";

/** What the verdict rests on: who judged it, with what, under which limits and when. */
export function Evidence({ submission, language }: { submission: Submission; language: Language | null }) {
  const { problem, owner, limits, attempt, checker } = submission;
  return (
    <Card title="Details">
      <dl className="divide-y text-sm">
        <Row name="Problem">
          {problem ? (
            <AppLink href={`/problems/${problem.slug}`} className="text-accent underline underline-offset-2">
              {problem.title}
            </AppLink>
          ) : (
            "None (own tests)"
          )}
        </Row>
        <Row name="By">{owner.name}</Row>
        <Row name="Language">
          <LanguageName slug={submission.language} language={language} />
        </Row>
        <Row name="CPU time limit">{formatTime(limits.cpuMs)}</Row>
        <Row name="Wall time limit">{formatTime(limits.wallMs)}</Row>
        <Row name="Memory limit">{formatBytes(limits.memoryBytes)}</Row>
        <Row name="Output limit">{formatBytes(limits.outputBytes)}</Row>
        <Row name="Checker">{checker.kind}</Row>
        <Moments submission={submission} />
        <Row name="Attempt">{attempt}</Row>
        <Row name="Worker">
          <Id text={submission.workerId} />
        </Row>
        <Row name="Image">
          <Id text={submission.imageDigest} />
        </Row>
        <Row name="Id">
          <Id text={submission.id} />
        </Row>
      </dl>
    </Card>
  );
}

function LanguageName({ slug, language }: { slug: string; language: Language | null }) {
  if (!language) return slug;
  const { name, version } = language;
  return <span title={version ?? ""}>{version ? `${name} · ${shortVersion(version)}` : name}</span>;
}

function Moments({ submission: { createdAt, startedAt, finishedAt } }: { submission: Submission }) {
  return (
    <>
      <Row name="Queued">
        <LocalTime at={createdAt} />
      </Row>
      <Row name="Started">{startedAt ? <LocalTime at={startedAt} /> : "–"}</Row>
      <Row name="Finished">{finishedAt ? <LocalTime at={finishedAt} /> : "–"}</Row>
      <Row name="In all">
        {finishedAt ? formatTime(Math.max(0, Date.parse(finishedAt) - Date.parse(createdAt))) : "–"}
      </Row>
    </>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-10 items-center justify-between gap-4 px-4 py-1.5">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 text-right tabular-nums">{children}</dd>
    </div>
  );
}

function Id({ text }: { text: string | null }) {
  return text ? (
    <span title={text} className="block max-w-44 truncate font-mono text-xs">
      {text}
    </span>
  ) : (
    "–"
  );
}
