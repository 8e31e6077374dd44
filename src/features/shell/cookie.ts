const YEAR_SECONDS = 31_536_000;

/** Remembers a choice about how pages look, so that the server can draw them that way from the first byte. */
export function setCookie(name: string, value: string): void {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
