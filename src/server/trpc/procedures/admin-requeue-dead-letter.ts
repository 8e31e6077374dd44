import { DeadLetterChoice, RequeueAnswer } from "#contract/admin.ts";
import { requeueDeadLetter } from "../../admin/dead-letters.ts";
import { adminProcedure } from "../init.ts";

export const adminRequeueDeadLetter = adminProcedure
  .input(DeadLetterChoice)
  .output(RequeueAnswer)
  .mutation(async ({ ctx, input }) => ({ outcome: await requeueDeadLetter(ctx.services, input.entry) }));
