/** What reading a package has to say about one of its files. Nothing is applied when there is an error. */
export type Finding = { level: "error" | "warning" | "note"; file: string; message: string };

/** Collects findings while a package is read; reading goes on after an error, so that one report names them all. */
export class Findings {
  readonly all: Finding[] = [];

  error(file: string, message: string): void {
    this.all.push({ level: "error", file, message });
  }

  warning(file: string, message: string): void {
    this.all.push({ level: "warning", file, message });
  }

  note(file: string, message: string): void {
    this.all.push({ level: "note", file, message });
  }

  get failed(): boolean {
    return this.all.some(({ level }) => level === "error");
  }
}
