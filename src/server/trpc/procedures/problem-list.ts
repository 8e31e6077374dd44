import { z } from "zod";
import { ProblemSummary } from "#contract/problem.ts";
import { listProblems } from "../../problems/get-problem.ts";
import { publicProcedure } from "../init.ts";

export const problemList = publicProcedure
  .output(z.array(ProblemSummary))
  .query(({ ctx }) => listProblems(ctx.services, ctx.identity));
