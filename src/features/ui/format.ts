const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND_MS = 1_000;

/** `850 ms`, `1.25 s`, `2 s`. */
export function formatTime(ms: number): string {
  if (ms < SECOND_MS) return `${ms} ms`;
  return `${(ms / SECOND_MS).toFixed(ms % SECOND_MS === 0 ? 0 : 2)} s`;
}

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** For what ticks: `0 s`, `59 s`, `3 min 5 s`, `2 h 4 min`, `3 d 1 h`. */
export function formatAge(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / SECOND_MS);
  if (seconds < MINUTE_S) return `${seconds} s`;
  if (seconds < HOUR_S) return `${Math.floor(seconds / MINUTE_S)} min ${seconds % MINUTE_S} s`;
  if (seconds < DAY_S)
    return `${Math.floor(seconds / HOUR_S)} h ${Math.floor((seconds % HOUR_S) / MINUTE_S)} min`;
  return `${Math.floor(seconds / DAY_S)} d ${Math.floor((seconds % DAY_S) / HOUR_S)} h`;
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
