/** Upper bounds of histogram buckets, in seconds. */

/** From a warm interpreter's few milliseconds to a queue that has been stuck for minutes. */
export const JOB_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** What should be over before anybody notices. */
export const RESPONSE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
