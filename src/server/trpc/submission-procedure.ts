import { z } from "zod";
import { SubmissionId } from "#contract/submission.ts";
import { authorizeSubmission } from "../submissions/authorize.ts";
import { authedProcedure } from "./init.ts";

/** For procedures about one submission: refuses before anything starts, subscriptions included. */
export const submissionProcedure = authedProcedure
  .input(z.object({ id: SubmissionId }))
  .use(async function ownsSubmission({ ctx, input, next }) {
    await authorizeSubmission(ctx.services, ctx.identity, input.id);
    return next();
  });
