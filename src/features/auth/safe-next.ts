const FALLBACK = "/problems";
const BASE = "http://own.invalid";

/** Where to go after signing in: a path of our own, whatever a link claims. */
export function safeNext(next: string | readonly string[] | undefined): string {
  if (typeof next !== "string" || !next.startsWith("/") || !URL.canParse(next, BASE)) return FALLBACK;
  // Browsers read `//host`, `/\host` and `/<tab>/host` as other origins; the parser reads them the same way.
  const { origin, pathname, search, hash } = new URL(next, BASE);
  return origin === BASE && !pathname.startsWith("//") ? pathname + search + hash : FALLBACK;
}
