/** Every Redis key and channel name. Nothing else in the code spells one out. */
export type Keys = ReturnType<typeof createKeys>;

export function createKeys(prefix: string) {
  return {
    /** Stream of one lane's jobs; entries are deleted when acknowledged, so its length is what waits and runs. */
    lane: (lane: string) => `${prefix}jobs:${lane}`,
    /** Stream of the entries that were given up after too many attempts. */
    deadLetters: () => `${prefix}jobs:dead`,
    /** Hash { stream, entry, attempt } of a submission that is queued or being judged. */
    job: (submissionId: string) => `${prefix}job:${submissionId}`,
    /** Stream of one submission's events. */
    events: (submissionId: string) => `${prefix}events:${submissionId}`,
    /** Channel that wakes up who follows one submission. */
    nudge: (submissionId: string) => `${prefix}nudge:${submissionId}`,
    /** Channel on which cancelled submissions are made known to workers. */
    cancelled: () => `${prefix}cancelled`,
    /** Set of the ids of workers that were seen lately. */
    workers: () => `${prefix}workers`,
    /** A worker's last heartbeat; expires when it stops. */
    worker: (workerId: string) => `${prefix}worker:${workerId}`,
  };
}

/** The consumer group of every lane. */
export const WORKER_GROUP = "workers";
