import pino from "pino";

/** The small interface everything logs through: fields first, then a plain sentence. */
export type Logger = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** Structured JSON lines on standard output. JSON escaping keeps hostile bytes from reaching a terminal raw. */
export function createLogger(options: { name: string; level: string }): Logger {
  return pino({ name: options.name, level: options.level, base: { process: options.name } });
}
