import { Submission } from "#contract/submission.ts";
import { getSubmission } from "../../submissions/get-submission.ts";
import { submissionProcedure } from "../submission-procedure.ts";

export const submissionGet = submissionProcedure
  .output(Submission)
  .query(({ ctx, input }) => getSubmission(ctx.services, input.id));
