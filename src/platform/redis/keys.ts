/** Every Redis key and channel name. Nothing else in the code spells one out. */
export type Keys = ReturnType<typeof createKeys>;

export function createKeys(prefix: string) {
  return {
    /** Stream of one lane's jobs; entries are deleted when acknowledged, so its length is what waits and runs. */
    lane: (lane: string) => `${prefix}jobs:${lane}`,
    /** Sorted set of the entries of a lane that wait, by whose turn it is. */
    turns: (lane: string) => `${prefix}turns:${lane}`,
    /** Hash of a lane: when each user's next turn begins, and under `*` the turn that was claimed last. */
    tags: (lane: string) => `${prefix}tags:${lane}`,
    /** List of a lane that idle workers block on: one element for every entry that was added. */
    wake: (lane: string) => `${prefix}wake:${lane}`,
    /** Sorted set of a user's submissions that are not final, by when their reservation expires. */
    pending: (userId: string) => `${prefix}pending:${userId}`,
    /** When a user's rate limit is used up to (theoretical arrival time, milliseconds). */
    rate: (userId: string) => `${prefix}rate:${userId}`,
    /** Stream of the entries that were given up after too many attempts. */
    deadLetters: () => `${prefix}jobs:dead`,
    /** Hash of a submission that is queued or being judged: where its entry is and which attempt counts. */
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
    /** Set of the ids of workers that an admin asked to claim nothing more. */
    drained: () => `${prefix}workers:drained`,
  };
}

/** The consumer group of every lane. */
export const WORKER_GROUP = "workers";
