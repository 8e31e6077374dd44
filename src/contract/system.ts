import { z } from "zod";

const count = z.int().nonnegative();

export const LaneStatus = z.strictObject({
  lane: z.string(),
  /** Waiting, not yet claimed. */
  depth: count,
  oldestAgeMs: count.nullable(),
  /** Whether a live worker serves it. */
  served: z.boolean(),
});
export type LaneStatus = z.infer<typeof LaneStatus>;

/** What a worker tells about itself with every heartbeat. */
export const WorkerStatus = z.strictObject({
  id: z.string(),
  version: z.string(),
  startedAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  slots: count,
  busy: count,
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
