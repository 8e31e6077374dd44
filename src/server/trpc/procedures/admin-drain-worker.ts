import { z } from "zod";
import { WorkerChoice } from "#contract/admin.ts";
import { setWorkerDrained } from "../../admin/drain-worker.ts";
import { adminProcedure } from "../init.ts";

export const adminDrainWorker = adminProcedure
  .input(WorkerChoice)
  .output(z.void())
  .mutation(({ ctx, input }) => setWorkerDrained(ctx.services, { ...input, isDrained: true }));
