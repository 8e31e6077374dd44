import type { Connection } from "./use-live-submission.ts";

const WORDS: Record<Exclude<Connection, "closed">, string> = {
  live: "Live",
  connecting: "Connecting",
  polling: "Reconnecting, asking every 2 s",
};

/** Whether what is on the page is what is happening. */
export function ConnectionBadge({ connection }: { connection: Connection }) {
  if (connection === "closed") return null;
  const tone = connection === "live" ? "bg-good" : "bg-warn";
  return (
    <span data-connection={connection} className="inline-flex items-center gap-1.5 text-xs text-muted">
      <span aria-hidden="true" className={`size-2 rounded-full ${tone}`} />
      {WORDS[connection]}
    </span>
  );
}
