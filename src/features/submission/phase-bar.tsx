import type { QueueFacts, Submission } from "#contract/submission.ts";
import type { Status } from "#contract/verdict.ts";
import { classNames } from "../ui/class-names.ts";
import { formatTime } from "../ui/format.ts";
import { Spinner } from "../ui/spinner.tsx";
import { testCount } from "./progress.ts";

const ORDER: readonly Status[] = ["queued", "compiling", "running", "done"];

/** Where a submission is, from queued to its verdict. `null` while it is being sent. */
export function PhaseBar({ submission }: { submission: Submission | null }) {
  const phase = submission?.status ?? "queued";
  const current = ORDER.indexOf(phase);
  return (
    <ol data-phase={phase} aria-label="Progress" className="grid grid-cols-4 gap-1.5">
      {ORDER.map((step, index) => (
        <li
          key={step}
          aria-current={step === phase ? "step" : undefined}
          className={classNames(
            "border-t-[3px] pt-1.5 text-xs sm:text-sm",
            index < current || phase === "done" ? "border-accent text-muted" : "",
            index === current && phase !== "done" && "border-accent font-medium text-ink",
            index > current && "border-line text-muted",
          )}
        >
          <span className="flex min-h-5 items-center gap-1.5">
            {step === phase && phase !== "done" ? <Spinner className="size-3" /> : null}
            {stepLabel(step, submission)}
          </span>
        </li>
      ))}
    </ol>
  );
}

function stepLabel(step: Status, submission: Submission | null): string {
  switch (step) {
    case "queued":
      return submission ? "Queued" : "Sending";
    case "compiling":
      return "Compiling";
    case "running": {
      const running = submission?.status === "running" ? submission.progress.running : null;
      return submission && running !== null
        ? `Running test ${running + 1}/${testCount(submission)}`
        : "Running";
    }
    case "done":
      return "Verdict";
  }
}

const REASONS: Record<QueueFacts["reason"], string> = {
  backlog: "Others are ahead of it",
  no_worker: "No worker serves this language right now; it starts as soon as one does",
  retrying: "Being tried again after a fault on our side; it does not count against you",
};

export function QueueLine({ queue }: { queue: QueueFacts | null }) {
  if (!queue) return null;
  const ahead = queue.position === null ? null : `${queue.position} ahead`;
  return (
    <p className="text-sm text-muted">
      {[REASONS[queue.reason], ahead, `waiting for ${formatTime(queue.waitedMs)}`]
        .filter(Boolean)
        .join(" · ")}
    </p>
  );
}
