import { z } from "zod";
import { DeadLetterList } from "#contract/admin.ts";
import { listDeadLetters } from "../../admin/dead-letters.ts";
import { adminProcedure } from "../init.ts";

export const adminDeadLetters = adminProcedure
  .input(z.void())
  .output(DeadLetterList)
  .query(({ ctx }) => listDeadLetters(ctx.services));
