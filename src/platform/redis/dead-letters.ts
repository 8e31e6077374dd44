import { z } from "zod";
import type { RedisClient } from "./create-redis.ts";
import type { Claim } from "./job-queue.ts";
import type { Keys } from "./keys.ts";
import { entryTime, nameFields } from "./stream-fields.ts";

/** A submission that was given up: what an admin sees, and may queue again. */
export type DeadLetter = { entry: string; submissionId: string; lane: string; why: string; at: Date };

/** Old ones go when there are this many; their submissions stay in the record with verdict `IE`. */
const MAX_LENGTH = 10_000;

const Fields = z.object({ id: z.uuid(), lane: z.string(), why: z.string() });

export type DeadLetters = ReturnType<typeof createDeadLetters>;

/** The stream of entries that were given up after too many attempts. */
export function createDeadLetters({ redis, keys }: { redis: RedisClient; keys: Keys }) {
  return {
    async bury({ submissionId, lane }: Pick<Claim, "submissionId" | "lane">, why: string): Promise<void> {
      const fields = ["v", "1", "id", submissionId, "lane", lane, "why", why];
      await redis.xadd(keys.deadLetters(), "MAXLEN", "~", MAX_LENGTH, "*", ...fields);
    },

    /** Newest first. */
    async list(limit: number): Promise<DeadLetter[]> {
      return (await redis.xrevrange(keys.deadLetters(), "+", "-", "COUNT", limit)).flatMap(toDeadLetter);
    },

    /** Null when it is gone. */
    async find(entry: string): Promise<DeadLetter | null> {
      const [letter] = (await redis.xrange(keys.deadLetters(), entry, entry)).flatMap(toDeadLetter);
      return letter ?? null;
    },

    /** False when somebody else has removed it already. */
    async remove(entry: string): Promise<boolean> {
      return (await redis.xdel(keys.deadLetters(), entry)) === 1;
    },

    count: (): Promise<number> => redis.xlen(keys.deadLetters()),
  };
}

/** None for an entry that cannot be read. */
function toDeadLetter([entry, fields]: [entry: string, fields: string[]]): DeadLetter[] {
  const parsed = Fields.safeParse(nameFields(fields));
  if (!parsed.success) return [];
  const { id, lane, why } = parsed.data;
  return [{ entry, submissionId: id, lane, why, at: entryTime(entry) }];
}
