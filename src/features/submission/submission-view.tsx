"use client";
import { useMemo, useState } from "react";
import type { Language } from "#contract/language.ts";
import type { Submission } from "#contract/submission.ts";
import { isFinal } from "#contract/verdict.ts";
import { CodeEditor } from "../editor/code-editor.tsx";
import { type Findings, findingsOf } from "../editor/diagnostics.ts";
import type { Place } from "../editor/use-markers.ts";
import { OutputView } from "../output/output-view.tsx";
import { decodeForDisplay } from "../output/visible-text.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Announcer } from "./announcer.tsx";
import { CancelButton } from "./cancel-button.tsx";
import { CompileOutput } from "./compile-output.tsx";
import { ConnectionBadge } from "./connection-badge.tsx";
import { Evidence } from "./evidence.tsx";
import { JudgedTests } from "./judged-tests.tsx";
import { isPlainRun } from "./progress.ts";
import { PhaseBar } from "./phase-bar.tsx";
import { QueueLine } from "./queue-line.tsx";
import { useLiveSubmission } from "./use-live-submission.ts";
import { VerdictLine } from "./verdict-line.tsx";

type Props = { initial: Submission; language: Language | null };

/** Everything about one submission: the snapshot from the server first, then what happens to it. */
export function SubmissionView({ initial, language }: Props) {
  const { submission, output, connection } = useLiveSubmission(initial);
  const finished = isFinal(submission.status);
  const [place, setPlace] = useState<Place | null>(null);
  const findings = useFindings(submission);
  // Tests of a problem come and go too fast to read along, a run of one's own may be watched for long.
  const writing = submission.status === "running" && isPlainRun(submission);
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
      <div className="min-w-0 space-y-5">
        <Announcer submission={submission} />
        <Card>
          <section aria-label="Result" className="space-y-4 p-3 sm:p-4">
            <PhaseBar submission={submission} />
            <div className="flex flex-wrap items-center justify-between gap-3">
              <VerdictLine submission={submission} />
              <span className="flex items-center gap-3">
                <ConnectionBadge connection={connection} />
                {finished ? null : <CancelButton id={submission.id} />}
              </span>
            </div>
            <QueueLine submission={submission} />
            {submission.message ? <p className="text-sm">{submission.message}</p> : null}
            <CompileOutput
              compile={submission.compile}
              findings={findings}
              onGoTo={({ line, column = 1 }) => setPlace({ line, column })}
            />
            <JudgedTests submission={submission} />
            {writing ? (
              <div className="overflow-hidden rounded-lg border">
                <OutputView
                  shown={output.stdout}
                  label="Output so far"
                  empty="Nothing written yet"
                  className="max-h-64"
                />
              </div>
            ) : null}
          </section>
        </Card>
        {submission.files.map((file, index) => (
          <Source
            key={file.name}
            submission={submission}
            file={file}
            language={index === 0 ? language : null}
            findings={index === 0 ? findings : null}
            place={index === 0 ? place : null}
          />
        ))}
      </div>
      <Evidence submission={submission} language={language} />
    </div>
  );
}

/** With several files it cannot be told by a compiler's words alone which one a line is in. */
function useFindings({ compile, files: [file, ...others] }: Submission): Findings | null {
  const source = file && others.length === 0 ? decodeForDisplay(file.content, file.encoding) : null;
  return useMemo(
    () => (compile && source !== null ? findingsOf(compile.output, source) : null),
    [compile, source],
  );
}

const LINE_PX = 21;
const PADDING_PX = 24;
const LINES_MIN = 3;
const LINES_MAX = 32;

type SourceProps = {
  submission: Submission;
  file: Submission["files"][number];
  language: Language | null;
  findings: Findings | null;
  place: Place | null;
};

function Source({ submission: { id, problem }, file, language, findings, place }: SourceProps) {
  const text = decodeForDisplay(file.content, file.encoding);
  const lines = Math.min(LINES_MAX, Math.max(LINES_MIN, text.split("\n").length));
  return (
    <Card
      title={<span className="font-mono text-sm">{file.name}</span>}
      actions={
        <span className="flex gap-1">
          {language ? (
            <ButtonLink
              look="ghost"
              size="small"
              href={`${problem ? `/problems/${problem.slug}` : "/play"}?from=${id}`}
            >
              Open in editor
            </ButtonLink>
          ) : null}
          <CopyButton text={file.content} label="Copy source" />
        </span>
      }
    >
      <div style={{ height: lines * LINE_PX + PADDING_PX }}>
        <CodeEditor
          readOnly
          value={text}
          language={language?.monacoLanguage ?? "plaintext"}
          name={`source/${id}/${file.name}`}
          findings={findings}
          place={place}
          label={`Source of ${file.name}`}
        />
      </div>
    </Card>
  );
}
