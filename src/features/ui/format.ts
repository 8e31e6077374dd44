const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND_MS = 1_000;

/** `850 ms`, `1.25 s`, `2 s`. */
export function formatTime(ms: number): string {
  if (ms < SECOND_MS) return `${ms} ms`;
  return `${(ms / SECOND_MS).toFixed(ms % SECOND_MS === 0 ? 0 : 2)} s`;
}

/** `512 B`, `12.0 KiB`, `3.4 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < KIB) return `${bytes} B`;
  if (bytes < MIB) return `${(bytes / KIB).toFixed(1)} KiB`;
  const mib = bytes / MIB;
  return `${Number.isInteger(mib) ? mib : mib.toFixed(1)} MiB`;
}

/** What compilers print, without the distribution's own remarks: `gcc (Debian 12.2.0-14) 12.2.0` → `gcc 12.2.0`. */
export function shortVersion(version: string): string {
  return version.replaceAll(/\s*\([^)]*\)/g, "").trim();
}

/** `1 test`, `3 tests`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
