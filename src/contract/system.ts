import { z } from "zod";

const count = z.int().nonnegative();

export const LaneStatus = z.strictObject({
  lane: z.string(),
  /** Waiting, not yet claimed. */
  depth: count,
  /** Claimed by a worker, not yet final. */
  claimed: count,
  oldestAgeMs: count.nullable(),
  /** Whether a live worker that claims jobs serves it. */
  served: z.boolean(),
});
export type LaneStatus = z.infer<typeof LaneStatus>;

/**
 * `starting`: preparing its containers; `ready`: claims jobs; `no_sandbox`: Docker does not answer, it claims nothing
 * until that does; `drained`: an admin asked it to claim nothing more.
 */
export const WorkerState = z.enum(["starting", "ready", "no_sandbox", "drained"]);
export type WorkerState = z.infer<typeof WorkerState>;

/** What a worker tells about itself with every heartbeat. */
export const WorkerStatus = z.strictObject({
  id: z.string(),
  version: z.string(),
  startedAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  slots: count,
  busy: count,
  /** Ids of the submissions it runs; left out where everyone may look. */
  running: z.array(z.string()),
  state: WorkerState,
  lanes: z.array(z.string()),
  languages: z.record(z.string(), z.string()),
  sandboxMode: z.enum(["cells", "container-per-submission"]),
  sandboxReason: z.string(),
  warm: z.record(z.string(), count),
});
export type WorkerStatus = z.infer<typeof WorkerStatus>;

export const SystemStatus = z.strictObject({
  ready: z.boolean(),
  /** What is missing, in words; empty when ready. */
  missing: z.array(z.string()),
  serverNow: z.iso.datetime(),
  languages: z.array(z.strictObject({ slug: z.string(), name: z.string(), ready: z.boolean() })),
  lanes: z.array(LaneStatus),
  workers: z.array(WorkerStatus),
});
export type SystemStatus = z.infer<typeof SystemStatus>;
