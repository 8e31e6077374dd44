import { Status } from "#contract/verdict.ts";
import { Prisma } from "#generated/prisma/client.ts";
import type { Database } from "./create-database.ts";

/** A submission that is not final, with what it takes to put it into the queue. */
export type UnfinishedJob = {
  id: string;
  userId: string;
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

    /** Queues a final submission again, as a new attempt with a clean record. Null when it is not final. */
    async reopen(id: string): Promise<UnfinishedJob | null> {
      const [row] = await database.submission.updateManyAndReturn({
        where: { id, status: "done" },
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
