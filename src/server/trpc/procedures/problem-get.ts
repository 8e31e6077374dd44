import { z } from "zod";
import { Problem } from "#contract/problem.ts";
import { getProblem } from "../../problems/get-problem.ts";
import { publicProcedure } from "../init.ts";

export const problemGet = publicProcedure
  .input(z.strictObject({ slug: z.string() }))
  .output(Problem)
  .query(({ ctx, input }) => getProblem(ctx.services, ctx.identity, input.slug));
