/** The only place in `stack/` that listens to signals. */

/** A key press may arrive twice (the terminal's and a parent's); only a later one means "now". */
const REPEAT_IGNORED_MS = 700;

export type Interrupt = {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP. */
  signal: AbortSignal;
  /** Called by the second. */
  onForce: (force: () => void) => void;
};

export function watchSignals(): Interrupt {
  const controller = new AbortController();
  let firstAt = 0;
  let force: (() => void) | null = null;
  const onSignal = (name: NodeJS.Signals): void => {
    if (!controller.signal.aborted) {
      firstAt = Date.now();
      controller.abort(new Interrupted(name));
    } else if (Date.now() - firstAt > REPEAT_IGNORED_MS) {
      force?.();
    }
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, onSignal);
  return {
    signal: controller.signal,
    onForce: (next) => {
      force = next;
    },
  };
}

/** Why everything is being stopped: not a failure. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signalName: NodeJS.Signals;

  constructor(signalName: NodeJS.Signals) {
    super(`Stopped by ${signalName}.`);
    this.signalName = signalName;
  }
}
