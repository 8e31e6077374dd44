import { ListSubmissionsInput, ListSubmissionsOutput } from "#contract/submission.ts";
import { listSubmissions } from "../../submissions/list-submissions.ts";
import { authedProcedure } from "../init.ts";

export const submissionList = authedProcedure
  .input(ListSubmissionsInput.optional())
  .output(ListSubmissionsOutput)
  .query(({ ctx, input }) => listSubmissions(ctx.services, ctx.identity, input ?? {}));
