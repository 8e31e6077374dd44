import { DeadLetterChoice, DiscardAnswer } from "#contract/admin.ts";
import { discardDeadLetter } from "../../admin/dead-letters.ts";
import { adminProcedure } from "../init.ts";

export const adminDiscardDeadLetter = adminProcedure
  .input(DeadLetterChoice)
  .output(DiscardAnswer)
  .mutation(async ({ ctx, input }) => ({ outcome: await discardDeadLetter(ctx.services, input.entry) }));
