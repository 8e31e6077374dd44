import { z } from "zod";
import { Limits } from "./limits.ts";

export const Language = z.strictObject({
  slug: z.string(),
  name: z.string(),
  /** As the compiler or interpreter prints it; null until a worker has reported it. */
  version: z.string().nullable(),
  aliases: z.array(z.string()),
  extensions: z.array(z.string()),
  monacoLanguage: z.string(),
  sourceFile: z.string(),
  template: z.string(),
  compileCommand: z.string().nullable(),
  runCommand: z.string(),
  defaultLimits: Limits,
  /** Whether a live worker serves this language right now. */
  available: z.boolean(),
});
export type Language = z.infer<typeof Language>;
