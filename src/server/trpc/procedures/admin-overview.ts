import { z } from "zod";
import { AdminOverview } from "#contract/admin.ts";
import { getOverview } from "../../admin/get-overview.ts";
import { adminProcedure } from "../init.ts";

export const adminOverview = adminProcedure
  .input(z.void())
  .output(AdminOverview)
  .query(({ ctx }) => getOverview(ctx.services));
