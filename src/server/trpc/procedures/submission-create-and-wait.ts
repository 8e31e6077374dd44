import { CreateAndWaitInput, Submission } from "#contract/submission.ts";
import { createAndWait } from "../../submissions/create-and-wait.ts";
import { authedProcedure } from "../init.ts";

export const submissionCreateAndWait = authedProcedure
  .input(CreateAndWaitInput)
  .output(Submission)
  .mutation(({ ctx, input, signal }) => createAndWait(ctx.services, ctx, { input, signal }));
