"use client";
import { type ReactNode, useEffect } from "react";
import type { Submission } from "#contract/submission.ts";
import { isFinal } from "#contract/verdict.ts";
import { Announcer } from "../submission/announcer.tsx";
import { CancelButton } from "../submission/cancel-button.tsx";
import { ConnectionBadge } from "../submission/connection-badge.tsx";
import { ErrorNotice } from "../submission/error-notice.tsx";
import { PhaseBar } from "../submission/phase-bar.tsx";
import { QueueLine } from "../submission/queue-line.tsx";
import { type Live, useLiveSubmission } from "../submission/use-live-submission.ts";
import { VerdictLine } from "../submission/verdict-line.tsx";
import type { Runner } from "./use-runner.ts";

type Props = {
  runner: Runner;
  /** What stands here before anything was run. */
  idle: ReactNode;
  /** Below phases and verdict, once there is a submission. */
  children: (live: Live) => ReactNode;
};

/** The result of the last run or submission, from the key press to the verdict. */
export function ResultRegion({ runner, idle, children }: Props) {
  const { submission, state, error } = runner;
  return (
    <section aria-label="Result" className="relative flex min-h-full flex-col">
      {error ? (
        <div className="p-3">
          <ErrorNotice error={error} onRetry={runner.retry} />
        </div>
      ) : null}
      {submission ? (
        <Following key={submission.id} initial={submission} runner={runner}>
          {children}
        </Following>
      ) : state === "sending" ? (
        <Summary submission={null} />
      ) : error ? null : (
        <div className="flex flex-1 items-center justify-center p-6 text-center text-muted">{idle}</div>
      )}
    </section>
  );
}

type FollowingProps = { initial: Submission; runner: Runner; children: Props["children"] };

function Following({ initial, runner: { onCompiled, onFinished }, children }: FollowingProps) {
  const live = useLiveSubmission(initial);
  const finished = isFinal(live.submission.status);
  const { compile } = live.submission;
  useEffect(() => {
    if (compile) onCompiled(compile);
  }, [compile, onCompiled]);
  useEffect(() => {
    if (finished) onFinished();
  }, [finished, onFinished]);
  return (
    <>
      <Announcer submission={live.submission} />
      <Summary submission={live.submission} badge={<ConnectionBadge connection={live.connection} />} />
      {children(live)}
    </>
  );
}

function Summary({ submission, badge }: { submission: Submission | null; badge?: ReactNode }) {
  return (
    <div className="space-y-3 p-3 sm:p-4">
      <PhaseBar submission={submission} />
      <div className="flex items-center justify-between gap-3">
        <VerdictLine submission={submission} />
        {badge}
      </div>
      {submission ? (
        <QueueLine submission={submission} actions={<CancelButton id={submission.id} />} />
      ) : null}
      {submission?.message ? <p className="text-sm">{submission.message}</p> : null}
    </div>
  );
}
