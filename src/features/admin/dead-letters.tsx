"use client";
import { useState } from "react";
import type { DeadLetter, DeadLetterList, RequeueOutcome } from "#contract/admin.ts";
import { trpc } from "../../trpc/client.tsx";
import { describeError } from "../submission/app-error.ts";
import { LocalTime } from "../ui/local-time.tsx";
import { Notice } from "../ui/notice.tsx";
import { EmptyState } from "../ui/state.tsx";
import { ACTIONS, DataCell, DataHead, DataRow, DataTable } from "./data-table.tsx";
import { DeadLetterActions } from "./dead-letter-actions.tsx";
import { SubmissionLink } from "./submission-link.tsx";

const COLUMNS = ["Submission", "By", "Language", "Lane", "Why", "Since", ACTIONS] as const;

const OUTCOMES: Readonly<Record<RequeueOutcome | "discarded", string>> = {
  requeued: "Queued again:",
  unfinished: "Not ended yet, it waits or runs:",
  not_needed: "Needs no requeueing, it has a verdict of its own:",
  submission_gone: "The submission was deleted, so its letter was removed:",
  letter_gone: "Somebody else has dealt with it:",
  discarded: "Discarded; its verdict stays IE:",
};

type Done = { submissionId: string; outcome: RequeueOutcome | "discarded" };

/** Submissions that were given up, and what became of the one that was dealt with last. */
export function DeadLetters({ list: { items, total } }: { list: DeadLetterList }) {
  const [done, setDone] = useState<Done | null>(null);
  return (
    <>
      {done ? (
        <Notice className="m-3">
          {OUTCOMES[done.outcome]} <SubmissionLink id={done.submissionId} />
        </Notice>
      ) : null}
      {items.length === 0 ? (
        <EmptyState title="No dead letters">
          A submission whose judging fails three times on our side ends as an internal error and appears here.
        </EmptyState>
      ) : (
        <DataTable caption="Submissions that were given up, newest first" columns={COLUMNS}>
          {items.map((letter) => (
            <Row
              key={letter.entry}
              letter={letter}
              onDone={(outcome) => setDone({ submissionId: letter.submissionId, outcome })}
            />
          ))}
        </DataTable>
      )}
      {total > items.length ? (
        <p className="border-t px-4 py-3 text-sm text-muted">
          The newest {items.length} of {total}.
        </p>
      ) : null}
    </>
  );
}

function Row({ letter, onDone }: { letter: DeadLetter; onDone: (outcome: Done["outcome"]) => void }) {
  const utils = trpc.useUtils();
  const onSettled = () =>
    Promise.all([utils.admin.deadLetters.invalidate(), utils.admin.overview.invalidate()]);
  const requeue = trpc.admin.requeueDeadLetter.useMutation({
    onSuccess: ({ outcome }) => onDone(outcome),
    onSettled,
  });
  const discard = trpc.admin.discardDeadLetter.useMutation({
    onSuccess: ({ outcome }) => onDone(outcome),
    onSettled,
  });
  const { submission, entry } = letter;
  const error = requeue.error ?? discard.error;
  return (
    <DataRow data-dead-letter={letter.submissionId}>
      <DataHead>{submission ? <SubmissionLink id={letter.submissionId} /> : "Deleted"}</DataHead>
      <DataCell title="By">{submission?.ownerName ?? "–"}</DataCell>
      <DataCell title="Language">{submission?.language ?? "–"}</DataCell>
      <DataCell title="Lane">
        <span className="font-mono">{letter.lane}</span>
      </DataCell>
      <DataCell title="Why">{letter.why}</DataCell>
      <DataCell title="Since">
        <LocalTime at={letter.at} />
      </DataCell>
      <DataCell title={ACTIONS} className="text-right max-lg:col-span-full lg:py-1.5">
        <DeadLetterActions
          about={letter.submissionId}
          isBusy={requeue.isPending || discard.isPending}
          onRequeue={submission ? () => requeue.mutate({ entry }) : null}
          onDiscard={() => discard.mutate({ entry })}
        />
        {error ? (
          <span role="alert" className="mt-1 block text-bad">
            {describeError(error).message}
          </span>
        ) : null}
      </DataCell>
    </DataRow>
  );
}
