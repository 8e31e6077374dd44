import { SystemStatus } from "#contract/system.ts";
import { getStatus } from "../../system/get-status.ts";
import { publicProcedure } from "../init.ts";

export const systemStatus = publicProcedure.output(SystemStatus).query(({ ctx }) => getStatus(ctx.services));
