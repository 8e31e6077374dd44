"use client";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Spinner } from "../ui/spinner.tsx";

type Props = {
  /** The submission, for those who hear the buttons without seeing their row. */
  about: string;
  isBusy: boolean;
  /** Null when there is nothing left to judge. */
  onRequeue: (() => void) | null;
  onDiscard: () => void;
};

/** Discarding cannot be taken back, so it is asked for twice. */
export function DeadLetterActions({ about, isBusy, onRequeue, onDiscard }: Props) {
  const [isAsking, setAsking] = useState(false);
  if (isAsking) {
    return (
      <span className="inline-flex flex-wrap items-center justify-end gap-2">
        <Button size="small" onClick={() => setAsking(false)} disabled={isBusy}>
          Keep
        </Button>
        <Button look="danger" size="small" onClick={onDiscard} disabled={isBusy}>
          {isBusy ? <Spinner className="size-3.5" /> : null}
          Discard for good
        </Button>
      </span>
    );
  }
  return (
    <span className="inline-flex flex-wrap items-center justify-end gap-2">
      <Button
        look="ghost"
        size="small"
        aria-label={`Discard ${about}`}
        onClick={() => setAsking(true)}
        disabled={isBusy}
      >
        Discard
      </Button>
      {onRequeue ? (
        <Button size="small" aria-label={`Requeue ${about}`} onClick={onRequeue} disabled={isBusy}>
          {isBusy ? <Spinner className="size-3.5" /> : null}
          Requeue
        </Button>
      ) : null}
    </span>
  );
}
