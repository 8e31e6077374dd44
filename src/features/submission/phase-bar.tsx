import type { Submission } from "#contract/submission.ts";
import type { Status } from "#contract/verdict.ts";
import { classNames } from "../ui/class-names.ts";
import { Spinner } from "../ui/spinner.tsx";
import { testCount } from "./progress.ts";

const ORDER: readonly Status[] = ["queued", "compiling", "running", "done"];

/** Where a submission is, from queued to its verdict. `null` while it is being sent. */
export function PhaseBar({ submission }: { submission: Submission | null }) {
  const phase = submission?.status ?? "queued";
  const current = ORDER.indexOf(phase);
  return (
    <ol data-phase={phase} aria-label="Progress" className="grid grid-cols-[1fr_1fr_1.6fr_1fr] gap-1.5">
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
          <span className="flex min-h-5 items-center gap-1.5 whitespace-nowrap">
            {step === phase && phase !== "done" ? <Spinner className="size-3" /> : null}
            <StepLabel step={step} submission={submission} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function StepLabel({ step, submission }: { step: Status; submission: Submission | null }) {
  switch (step) {
    case "queued":
      return submission ? "Queued" : "Sending";
    case "compiling":
      return "Compiling";
    case "running":
      return submission?.status === "running" ? <Running submission={submission} /> : "Running";
    case "done":
      return "Verdict";
  }
}

function Running({ submission }: { submission: Submission }) {
  const { running } = submission.progress;
  if (running === null) return "Running";
  return (
    <span className="tabular-nums">
      Running <span className="max-sm:sr-only">test </span>
      {running + 1}/{testCount(submission)}
    </span>
  );
}
