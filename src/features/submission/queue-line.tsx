"use client";
import type { ReactNode } from "react";
import type { QueueReason } from "#contract/event.ts";
import type { QueueFacts, Submission } from "#contract/submission.ts";
import { classNames } from "../ui/class-names.ts";
import { formatAge } from "../ui/format.ts";
import { useElapsed } from "../ui/use-elapsed.ts";
import { useLasting } from "./use-lasting.ts";

/** Most waits are over before anyone could read about them. */
const WORTH_TELLING_MS = 600;

type Props = {
  submission: Submission;
  /** What can be done about it. */
  actions?: ReactNode;
};

/** Why a submission waits, how many are ahead and for how long it has waited. */
export function QueueLine({ submission: { status, queue }, actions }: Props) {
  const waits = status === "queued" && queue !== null;
  const lasts = useLasting(waits, WORTH_TELLING_MS);
  if (!waits || (!lasts && queue.waitedMs < WORTH_TELLING_MS)) return null;
  return <Waiting queue={queue} actions={actions} />;
}

function Waiting({ queue, actions }: { queue: QueueFacts; actions: ReactNode }) {
  const { reason, position, waitedMs, since } = queue;
  const elapsedMs = useElapsed(`${since} ${waitedMs}`);
  const { headline, consequence } = WORDS[reason];
  return (
    <div
      data-queue-reason={reason}
      className={classNames(
        "flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg px-3 py-2 text-sm",
        reason === "no_worker" ? "bg-warn-soft" : "bg-sunken",
      )}
    >
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{headline}</p>
        <p className="text-muted">{consequence}</p>
      </div>
      <p className="tabular-nums">
        {position === null ? "" : `${describePosition(position)} · `}
        <span className="whitespace-nowrap">waiting for {formatAge(waitedMs + elapsedMs)}</span>
      </p>
      {actions}
    </div>
  );
}

const WORDS: Readonly<Record<QueueReason, { headline: string; consequence: string }>> = {
  backlog: {
    headline: "Waiting for a free worker",
    consequence: "Everyone takes turns, so another person's many submissions do not hold up yours.",
  },
  no_worker: {
    headline: "No worker serves this language right now",
    consequence: "It starts by itself as soon as one does. You may leave this page.",
  },
  retrying: {
    headline: "Being tried again after a problem on our side",
    consequence: "This does not count against you.",
  },
};

function describePosition(position: number): string {
  return position === 0 ? "Next in line" : `${position} ahead of you`;
}
