import { z } from "zod";
import { LabelledSubmission } from "#contract/package.ts";
import { listLabelled } from "../../problems/list-labelled.ts";
import { adminProcedure } from "../init.ts";

/** Solutions are the authors' secret: admins only. */
export const problemSubmissions = adminProcedure
  .input(z.strictObject({ slug: z.string() }))
  .output(z.array(LabelledSubmission))
  .query(({ ctx, input }) => listLabelled(ctx.services, input.slug));
