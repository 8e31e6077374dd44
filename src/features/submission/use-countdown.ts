"use client";
import { useEffect, useState } from "react";
import type { ShownError } from "./app-error.ts";

const TICK_MS = 250;
const SECOND_MS = 1_000;

/** Seconds until what was refused may be tried again. By the clock, not by ticks: a hidden tab misses ticks. */
export function useCountdown(error: ShownError | null): number {
  const waitMs = error?.retryAfterMs ?? 0;
  const [state, setState] = useState({ error, secondsLeft: toSeconds(waitMs) });
  useEffect(() => {
    if (waitMs === 0) return;
    const until = Date.now() + waitMs;
    const timer = setInterval(() => {
      const secondsLeft = toSeconds(Math.max(0, until - Date.now()));
      // The same state again draws nothing.
      setState((known) =>
        known.error === error && known.secondsLeft === secondsLeft ? known : { error, secondsLeft },
      );
      if (secondsLeft === 0) clearInterval(timer);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [error, waitMs]);
  return state.error === error ? state.secondsLeft : toSeconds(waitMs);
}

function toSeconds(ms: number): number {
  return Math.ceil(ms / SECOND_MS);
}
