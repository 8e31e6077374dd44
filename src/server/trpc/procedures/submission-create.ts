import { CreateSubmissionInput, CreateSubmissionOutput } from "#contract/submission.ts";
import { createSubmission } from "../../submissions/create-submission.ts";
import { authedProcedure } from "../init.ts";

export const submissionCreate = authedProcedure
  .input(CreateSubmissionInput)
  .output(CreateSubmissionOutput)
  .mutation(({ ctx, input }) => createSubmission(ctx.services, ctx, input));
