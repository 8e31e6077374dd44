import { ErrorNotice } from "../submission/error-notice.tsx";
import { Button } from "../ui/button.tsx";
import { plural } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { Age } from "./age.tsx";
import type { AdminData, AdminFeed } from "./use-admin-data.ts";

/** How things stand in one line, how old that is, and whether it is kept fresh. */
export function RefreshBar({ feed }: { feed: AdminFeed }) {
  const { data, error, isPaused, isRefreshing } = feed;
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p className="font-medium">{data ? summarize(data) : "Nothing is known yet"}</p>
        <div className="flex flex-wrap items-center gap-2 text-sm text-muted">
          {data ? (
            <span className="mr-1">
              {isPaused ? "Paused, as" : "As"} of <Age ageMs={0} /> ago
            </span>
          ) : null}
          <Button size="small" aria-pressed={isPaused} onClick={() => feed.setPaused(!isPaused)}>
            <Icon name={isPaused ? "play" : "pause"} className="size-3.5" />
            {isPaused ? "Keep fresh" : "Pause"}
          </Button>
          <Button size="small" disabled={isRefreshing} onClick={feed.refresh}>
            {isRefreshing ? <Spinner className="size-3.5" /> : <Icon name="refresh" className="size-3.5" />}
            Refresh
          </Button>
        </div>
      </div>
      {error ? (
        <>
          <ErrorNotice error={error} onRetry={feed.refresh} />
          {data ? (
            <p className="text-sm text-muted">
              Below is what was known <Age ageMs={0} /> ago.
            </p>
          ) : null}
        </>
      ) : null}
    </div>
  );
}

function summarize({ overview: { workers, lanes, deadLetters } }: AdminData): string {
  const ready = workers.filter(({ state }) => state === "ready").length;
  const waiting = lanes.reduce((sum, { depth }) => sum + depth, 0);
  return [
    `${ready} of ${plural(workers.length, "worker")} ready`,
    `${plural(waiting, "submission")} waiting`,
    plural(deadLetters, "dead letter"),
  ].join(" · ");
}
