import { Status } from "#contract/verdict.ts";
import { Prisma } from "#generated/prisma/client.ts";
import type { Database } from "./create-database.ts";

/** A submission that is not final, with what it takes to put it into the queue. */
export type UnfinishedJob = {
  id: string;
  userId: string;
  language: string;
  lane: string;
  attempt: number;
  failures: number;
  status: Status;
  workerId: string | null;
  queuedAt: Date;
};

const select = {
  id: true,
  userId: true,
  language: true,
  lane: true,
  attempt: true,
  failures: true,
  status: true,
  workerId: true,
  queuedAt: true,
} as const;

export type RecoveryRepository = ReturnType<typeof createRecoveryRepository>;

/** The record's side of bringing submissions back into the queue. */
export function createRecoveryRepository(database: Database) {
  return {
    /** A page of those in one state, in order of their ids, which is that of their creation. */
    async listUnfinished(page: {
      status: "queued" | "running";
      createdBefore: Date;
      after: string;
      limit: number;
    }): Promise<UnfinishedJob[]> {
      const rows = await database.submission.findMany({
        where: { status: page.status, id: { gt: page.after }, createdAt: { lt: page.createdBefore } },
        orderBy: { id: "asc" },
        take: page.limit,
        select,
      });
      return rows.map((row) => ({ ...row, status: Status.parse(row.status) }));
    },

    /** What can be told of these submissions; those that are gone are missing. */
    async describe(
      ids: readonly string[],
    ): Promise<{ id: string; language: string; ownerName: string; status: Status }[]> {
      if (ids.length === 0) return [];
      const rows = await database.submission.findMany({
        where: { id: { in: [...ids] } },
        select: { id: true, language: true, status: true, user: { select: { name: true } } },
      });
      return rows.map(({ id, language, status, user }) => ({
        id,
        language,
        ownerName: user.name,
        status: Status.parse(status),
      }));
    },

    /**
     * Queues a submission again that ended because of us, as a new attempt with a clean record. Null when it is gone,
     * waits already, or has a verdict that is its own.
     */
    async reopen(id: string): Promise<UnfinishedJob | null> {
      const [row] = await database.submission.updateManyAndReturn({
        where: { id, status: "done", verdict: "IE" },
        data: {
          status: "queued",
          attempt: { increment: 1 },
          failures: 0,
          verdict: null,
          timeCause: null,
          totals: Prisma.DbNull,
          compile: Prisma.DbNull,
          message: null,
          imageDigest: null,
          workerId: null,
          startedAt: null,
          finishedAt: null,
          queuedAt: new Date(),
        },
        select,
      });
      return row ? { ...row, status: Status.parse(row.status) } : null;
    },
  };
}
