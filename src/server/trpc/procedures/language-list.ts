import { z } from "zod";
import { Language } from "#contract/language.ts";
import { listLanguages } from "../../languages.ts";
import { publicProcedure } from "../init.ts";

export const languageList = publicProcedure
  .output(z.array(Language))
  .query(({ ctx }) => listLanguages(ctx.services));
