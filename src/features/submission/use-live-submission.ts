"use client";
import { useState } from "react";
import type { TrackedEvent } from "#contract/event.ts";
import type { Submission } from "#contract/submission.ts";
import { isFinal } from "#contract/verdict.ts";
import { trpc } from "../../trpc/client.tsx";
import { adoptSnapshot, foldEvents, type LiveState, startLive } from "./live-state.ts";
import { useBatches } from "./use-batches.ts";
import { useLasting } from "./use-lasting.ts";

const POLL_AFTER_MS = 3_000;
const POLL_EVERY_MS = 2_000;
/** A submission that ended because of us may be queued again by an admin. */
const REOPENED_POLL_MS = 5_000;

export type Connection = "live" | "connecting" | "polling" | "closed";
export type Live = LiveState & { connection: Connection };

/**
 * Follows one submission from a snapshot to its verdict. Events come over the socket, resumed where they broke off;
 * while there is no socket for a while, the snapshot is fetched again and again, which leads to the same end.
 */
export function useLiveSubmission(initial: Submission): Live {
  const { id, cursor } = initial;
  const [told, setTold] = useState(() => startLive(initial));
  const onEvent = useBatches<TrackedEvent>((events) => setTold((known) => foldEvents(known, events)));
  const fetched = trpc.submission.get.useQuery({ id }, { enabled: false }).data;
  const state = fetched ? adoptSnapshot(told, fetched) : told;
  const finished = isFinal(state.submission.status);

  const { status: socket } = trpc.submission.events.useSubscription(
    { id, lastEventId: cursor },
    { enabled: !finished, onData: ({ id, data }) => onEvent({ id, event: data }) },
  );
  const cutOff = useLasting(!finished && socket !== "pending", POLL_AFTER_MS);
  // Who judged it and on what is in snapshots only.
  const settled = [initial, fetched].some(
    (known) => known && isFinal(known.status) && known.attempt === state.submission.attempt,
  );
  const mayComeBack = state.submission.verdict === "IE";
  trpc.submission.get.useQuery(
    { id },
    {
      enabled: mayComeBack || (!settled && (cutOff || finished)),
      refetchInterval: settled ? REOPENED_POLL_MS : POLL_EVERY_MS,
      staleTime: 0,
    },
  );

  const connection = finished ? "closed" : socket === "pending" ? "live" : cutOff ? "polling" : "connecting";
  return { ...state, connection };
}
