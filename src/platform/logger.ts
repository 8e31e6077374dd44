import pino from "pino";

/** The small interface everything logs through: fields first, then a plain sentence. */
export type Logger = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** Enough for a stack; nobody shall fill the log with what they submit. */
const MAX_TEXT_CHARS = 4_000;

/**
 * Structured JSON lines on standard output. What users wrote may be quoted in an error: JSON escapes what would control
 * a terminal, except what is cut or escaped here.
 */
export function createLogger(
  options: { name: string; level: string },
  destination: pino.DestinationStream = pino.destination(1),
): Logger {
  return pino(
    {
      name: options.name,
      level: options.level,
      base: { process: options.name },
      formatters: { log: tidyFields },
      serializers: { err: describeError },
    },
    destination,
  );
}

function tidyFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, tidy(value)]));
}

function tidy(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const text =
    value.length > MAX_TEXT_CHARS ? `${value.slice(0, MAX_TEXT_CHARS)}… (${value.length} characters)` : value;
  // DEL, the C1 controls, and what turns the direction of writing around.
  return text.replaceAll(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The parts of an error that help; drivers attach whole statements with their parameters to theirs. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return tidy(String(error));
  const { type, message, stack } = pino.stdSerializers.err(error);
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  return tidyFields({ type, message, stack, ...code });
}

/** A logger whose every line carries these fields, as they are when the line is written. */
export function withFields(logger: Logger, fields: object): Logger {
  return {
    debug: (more, message) => logger.debug({ ...fields, ...more }, message),
    info: (more, message) => logger.info({ ...fields, ...more }, message),
    warn: (more, message) => logger.warn({ ...fields, ...more }, message),
    error: (more, message) => logger.error({ ...fields, ...more }, message),
  };
}
