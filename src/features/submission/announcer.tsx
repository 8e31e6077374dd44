import type { Submission } from "#contract/submission.ts";
import { announce } from "./progress.ts";

/** Says each phase once to those who listen to the page. */
export function Announcer({ submission }: { submission: Submission | null }) {
  return (
    <p role="status" className="sr-only">
      {submission ? announce(submission) : ""}
    </p>
  );
}
