/**
 * A problem's checker did not do its work: the author's fault or ours, never the contestant's. Leads to a retry and at
 * last to `IE`. The message is for everybody, so it quotes nothing that the checker has read or written.
 */
export class CheckerError extends Error {
  override readonly name = "CheckerError";
  /** For operators: what the compiler said. */
  readonly detail: string | undefined;

  constructor(message: string, detail?: string) {
    super(`The problem's checker ${message}. This does not count against you.`);
    this.detail = detail;
  }
}
