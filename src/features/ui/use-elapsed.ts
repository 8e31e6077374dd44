"use client";
import { useEffect, useState } from "react";

const TICK_MS = 1_000;

/**
 * Milliseconds since `since` was first seen here, moving on once a second: what a server told then ages by that much.
 * Needs no clock that agrees with the server's. Counts by the clock, not by ticks: a tab in the background misses ticks.
 */
export function useElapsed(since: string): number {
  const [state, setState] = useState({ since, elapsedMs: 0 });
  useEffect(() => {
    const begunAt = Date.now();
    const timer = setInterval(() => setState({ since, elapsedMs: Date.now() - begunAt }), TICK_MS);
    return () => clearInterval(timer);
  }, [since]);
  return state.since === since ? state.elapsedMs : 0;
}
