/**
 * Lanes are streams for one class of jobs, in order of priority. A short run that somebody waits for is never
 * stuck behind a rejudge of thousands.
 */
export const LANES = ["interactive", "contest", "practice", "rejudge"] as const;
export type Lane = (typeof LANES)[number];

/** The routing table: what a submission is decides the lane it waits in. */
export function laneFor(submission: { hasProblem: boolean }): Lane {
  return submission.hasProblem ? "practice" : "interactive";
}
