"use client";
import { useState } from "react";
import type { AdminOverview, AdminWorker, DeadLetterList } from "#contract/admin.ts";
import { trpc } from "../../trpc/client.tsx";
import { describeError, type ShownError } from "../submission/app-error.ts";

export type AdminData = { overview: AdminOverview; deadLetters: DeadLetterList };

export type AdminFeed = {
  /** The last that is known, whatever happened since; null when nothing is. */
  data: AdminData | null;
  /** Why the last refresh failed. */
  error: ShownError | null;
  isPaused: boolean;
  setPaused: (isPaused: boolean) => void;
  isRefreshing: boolean;
  refresh: () => void;
};

const REFRESH_EVERY_MS = 5_000;
/** While a worker has not yet heard what it was asked for. */
const SETTLING_EVERY_MS = 1_000;

/** Keeps what the page shows fresh; `initial` comes with the page. */
export function useAdminData(initial: AdminData | null): AdminFeed {
  const [isPaused, setPaused] = useState(false);
  const usual = isPaused ? (false as const) : REFRESH_EVERY_MS;
  // Refreshing goes on by itself, and offline it must be seen to fail: no silent waiting for a network.
  const options = { retry: false, networkMode: "always" } as const;
  const overview = trpc.admin.overview.useQuery(undefined, {
    ...options,
    ...(initial ? { initialData: initial.overview } : {}),
    refetchInterval: ({ state }) =>
      state.data?.workers.some((worker) => !hasSettled(worker)) ? SETTLING_EVERY_MS : usual,
  });
  const deadLetters = trpc.admin.deadLetters.useQuery(undefined, {
    ...options,
    ...(initial ? { initialData: initial.deadLetters } : {}),
    refetchInterval: usual,
  });
  const error = overview.error ?? deadLetters.error;
  return {
    data:
      overview.data && deadLetters.data ? { overview: overview.data, deadLetters: deadLetters.data } : null,
    error: error ? describe(error) : null,
    isPaused,
    setPaused,
    isRefreshing: overview.isFetching || deadLetters.isFetching,
    refresh: () => {
      void overview.refetch();
      void deadLetters.refetch();
    },
  };
}

/** Whether a worker does what an admin asked for last. One that is starting obeys once it has started. */
export function hasSettled({ drainAsked, state }: AdminWorker): boolean {
  return state === "starting" || drainAsked === (state === "drained");
}

function describe(error: unknown): ShownError {
  const shown = describeError(error);
  return shown.code === "OFFLINE" ? { ...shown, message: "The server cannot be reached." } : shown;
}
