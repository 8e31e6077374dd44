"use client";
import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { isWorthRetrying, type ShownError } from "./app-error.ts";

const TICK_MS = 250;
const SECOND_MS = 1_000;

type Props = { error: ShownError; onRetry: () => void };

/** What went wrong, its code to quote, and what can be done about it. */
export function ErrorNotice({ error, onRetry }: Props) {
  return (
    <Notice tone="bad" actions={<Action error={error} onRetry={onRetry} />}>
      {error.message} <span className="whitespace-nowrap text-muted">({error.code})</span>
    </Notice>
  );
}

function Action({ error, onRetry }: Props) {
  const path = usePathname();
  const waitMs = useCountdown(error);
  if (error.code === "UNAUTHENTICATED") {
    return (
      <ButtonLink size="small" href={`/login?next=${encodeURIComponent(path)}`}>
        Sign in
      </ButtonLink>
    );
  }
  if (!isWorthRetrying(error)) return null;
  return (
    <Button size="small" onClick={onRetry} disabled={waitMs > 0}>
      {waitMs > 0 ? `Try again in ${Math.ceil(waitMs / SECOND_MS)} s` : "Try again"}
    </Button>
  );
}

/** Counts by the clock, not by ticks: a tab in the background misses ticks. */
function useCountdown(error: ShownError): number {
  const [state, setState] = useState({ error, leftMs: error.retryAfterMs ?? 0 });
  useEffect(() => {
    const until = Date.now() + (error.retryAfterMs ?? 0);
    const timer = setInterval(() => {
      const leftMs = Math.max(0, until - Date.now());
      setState({ error, leftMs });
      if (leftMs === 0) clearInterval(timer);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [error]);
  return state.error === error ? state.leftMs : (error.retryAfterMs ?? 0);
}
