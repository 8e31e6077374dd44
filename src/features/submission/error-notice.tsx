"use client";
import { usePathname } from "next/navigation";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { isWorthRetrying, type ShownError } from "./app-error.ts";
import { useCountdown } from "./use-countdown.ts";

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
  const secondsLeft = useCountdown(error);
  if (error.code === "UNAUTHENTICATED") {
    return (
      <ButtonLink size="small" href={`/login?next=${encodeURIComponent(path)}`}>
        Sign in
      </ButtonLink>
    );
  }
  if (!isWorthRetrying(error)) return null;
  return (
    <Button size="small" onClick={onRetry} disabled={secondsLeft > 0}>
      {secondsLeft > 0 ? `Try again in ${secondsLeft} s` : "Try again"}
    </Button>
  );
}
