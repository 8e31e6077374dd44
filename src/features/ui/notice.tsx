import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type Tone = "info" | "warn" | "bad";

const TONES: Record<Tone, string> = {
  info: "bg-accent-soft text-ink",
  warn: "bg-warn-soft text-ink",
  bad: "bg-bad-soft text-ink",
};

type Props = { tone?: Tone; actions?: ReactNode; children: ReactNode; className?: string };

/** A message inside the page, next to what it is about. */
export function Notice({ tone = "info", actions, children, className }: Props) {
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={classNames(
        "flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg px-3 py-2 text-sm",
        TONES[tone],
        className,
      )}
    >
      <div className="min-w-0">{children}</div>
      {actions ? <div className="flex shrink-0 gap-2 empty:hidden">{actions}</div> : null}
    </div>
  );
}
