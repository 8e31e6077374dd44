import { z } from "zod";

export const Encoding = z.enum(["utf8", "base64"]);
export type Encoding = z.infer<typeof Encoding>;

/**
 * Bytes as a client sees them. `utf8` unless the bytes are not valid UTF-8, then `base64`: nothing is ever replaced.
 * When something was cut, `text` is the beginning, `tail` the end, and `cutBytes` what is missing between them.
 */
export const Text = z.strictObject({
  encoding: Encoding,
  text: z.string(),
  tail: z.string(),
  totalBytes: z.int().nonnegative(),
  cutBytes: z.int().nonnegative(),
});
export type Text = z.infer<typeof Text>;
