import { Submission } from "#contract/submission.ts";
import { cancelSubmission } from "../../submissions/cancel-submission.ts";
import { submissionProcedure } from "../submission-procedure.ts";

export const submissionCancel = submissionProcedure
  .output(Submission)
  .mutation(({ ctx, input }) => cancelSubmission(ctx.services, input.id));
