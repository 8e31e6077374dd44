import { createHash, timingSafeEqual } from "node:crypto";

/** Whether an `Authorization` header carries this bearer token. Takes as long for a wrong one as for a nearly right one. */
export function carriesToken(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1] ?? "";
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
