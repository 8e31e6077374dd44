import { DEFAULT_LIMITS, defaultWallMs } from "#contract/limits.ts";
import type { CreateSubmissionInput, CreateSubmissionOutput, Submission } from "#contract/submission.ts";

/**
 * The snapshot of a submission that was accepted a moment ago, made here instead of fetched: following its events from
 * `cursor` shows everything, the first output included, without another round trip.
 */
export function pendingSubmission(input: CreateSubmissionInput, created: CreateSubmissionOutput): Submission {
  return {
    id: created.id,
    language: input.language,
    problem: input.problem === undefined ? null : { slug: input.problem, title: input.problem },
    owner: { id: "", name: "" },
    status: created.status,
    verdict: null,
    timeCause: null,
    totals: null,
    createdAt: new Date().toISOString(),
    finishedAt: null,
    attempt: 1,
    startedAt: null,
    files: [{ name: "main", content: input.source ?? "", encoding: "utf8" }],
    // Those that really applied come with each result.
    limits: { ...DEFAULT_LIMITS, wallMs: defaultWallMs(DEFAULT_LIMITS.cpuMs) },
    checker: input.checker ?? { kind: "token" },
    stopOnFirstFail: input.stopOnFirstFail ?? false,
    compile: null,
    progress: { running: null, of: input.tests?.length ?? 0 },
    tests: [],
    queue: null,
    message: null,
    workerId: null,
    imageDigest: null,
    cursor: created.cursor,
  };
}
