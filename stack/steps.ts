/**
 * Progress for people: one line per step when it is done, with the time it took. On a terminal the steps under way are
 * shown in a line that is rewritten; elsewhere (a log, a pipe) a long step says every half minute that it is alive.
 */

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const ALIVE_EVERY_MS = 30_000;

export type Report = (note: string) => void;

type Running = { title: string; note: string; startedAt: number; saidAt: number };

export type Output = { write: (text: string) => void; isTerminal: boolean; columns: number };

export class Steps {
  readonly #output: Output | null;
  readonly #running = new Set<Running>();
  #timer: NodeJS.Timeout | null = null;
  #frame = 0;
  #failure: unknown = null;

  /** Without an output nothing is shown. */
  constructor(output: Output | null = null) {
    this.#output = output;
  }

  /** Runs one step. What it returns as a note is shown behind its name. */
  async run<Value>(title: string, work: (report: Report) => Promise<Value>): Promise<Value> {
    const now = Date.now();
    const step: Running = { title, note: "", startedAt: now, saidAt: now };
    this.#running.add(step);
    this.#watch();
    let mark = this.#paint("32", "✓");
    try {
      return await work((note) => {
        step.note = note;
      });
    } catch (error) {
      // The others are given up with the very error that one of them failed with.
      mark = error === this.#failure ? this.#paint("2", "–") : this.#paint("31", "✗");
      this.#failure ??= error;
      throw error;
    } finally {
      this.#running.delete(step);
      const seconds = ((Date.now() - step.startedAt) / 1000).toFixed(1);
      const note = step.note === "" ? "" : `  ${step.note}`;
      this.say(`${mark} ${title.padEnd(18)} ${seconds.padStart(6)} s${this.#paint("2", note)}`);
      this.#watch();
    }
  }

  /** A whole line of its own. */
  say(line: string): void {
    this.#output?.write(`${this.#clear()}${line}\n`);
  }

  #paint(colour: string, text: string): string {
    return this.#output?.isTerminal === true && text !== "" ? `\u001B[${colour}m${text}\u001B[0m` : text;
  }

  #clear(): string {
    return this.#output?.isTerminal === true ? "\r\u001B[2K" : "";
  }

  #watch(): void {
    if (this.#output === null) return;
    if (this.#running.size === 0) {
      if (this.#timer !== null) clearInterval(this.#timer);
      this.#timer = null;
      this.#output.write(this.#clear());
    } else {
      this.#timer ??= setInterval(() => this.#tick(), this.#output.isTerminal ? 100 : 1_000).unref();
    }
  }

  #tick(): void {
    if (this.#output?.isTerminal === true) return this.#draw(this.#output);
    for (const step of this.#running) {
      if (Date.now() - step.saidAt < ALIVE_EVERY_MS) continue;
      step.saidAt = Date.now();
      this.say(`… ${describe(step)}`);
    }
  }

  #draw(output: Output): void {
    this.#frame = (this.#frame + 1) % FRAMES.length;
    const text = [...this.#running].map(describe).join(" · ");
    output.write(`${this.#clear()}${FRAMES[this.#frame]} ${text.slice(0, Math.max(20, output.columns - 4))}`);
  }
}

/** Steps on a stream such as standard output, which may be closed under us (`| head`): then nothing is shown. */
export function stepsOn(stream: NodeJS.WriteStream): Steps {
  stream.on("error", () => undefined);
  return new Steps({
    write: (text) => {
      if (text !== "" && stream.writable) stream.write(text);
    },
    isTerminal: stream.isTTY,
    columns: stream.columns ?? 80,
  });
}

function describe(step: Running): string {
  const seconds = Math.round((Date.now() - step.startedAt) / 1000);
  return `${step.title} (${seconds} s)${step.note === "" ? "" : ` ${step.note}`}`;
}
