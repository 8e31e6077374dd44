import { constants } from "node:os";

/** Of several names for a number the first one, which is the usual one, stays: SIGABRT rather than SIGIOT. */
const NAMES = new Map(
  Object.entries(constants.signals)
    .toReversed()
    .map(([name, number]) => [number, name]),
);

/** `SIGSEGV` for 11; numbers without a name keep their number. */
export function signalName(signal: number): string {
  return NAMES.get(signal) ?? `signal ${signal}`;
}
