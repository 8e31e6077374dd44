/** A failure that a person can act on: one plain sentence, shown without a stack trace. */
export class StackError extends Error {
  override readonly name = "StackError";
  /** The end of a log or the like, shown below the sentence. */
  readonly details: string;

  constructor(message: string, options: { details?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.details = options.details ?? "";
  }
}

/** What to show for anything that was thrown. */
export function describeError(error: unknown): string {
  if (error instanceof StackError) {
    return error.details === "" ? error.message : `${error.message}\n${indent(error.details)}`;
  }
  if (isErrnoException(error) && error.code === "ENOSPC") {
    return `The disk is full${error.path === undefined ? "" : ` (while writing ${error.path})`}: free some space and start again.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export function errorCode(error: unknown): string | null {
  return isErrnoException(error) ? (error.code ?? null) : null;
}

function isErrnoException(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error;
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
