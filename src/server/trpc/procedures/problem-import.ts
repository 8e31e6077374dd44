import { ImportProblemInput, ImportReport } from "#contract/package.ts";
import { importBase64 } from "../../problems/import-base64.ts";
import { adminProcedure } from "../init.ts";

export const problemImport = adminProcedure
  .input(ImportProblemInput)
  .output(ImportReport)
  .mutation(({ ctx, input }) => importBase64(ctx.services, ctx, input));
