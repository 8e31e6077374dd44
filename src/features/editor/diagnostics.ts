import type { Text } from "#contract/text.ts";

type Severity = "error" | "warning" | "note";
/** `line` and `column` count from 1, `column` in characters. */
export type Diagnostic = {
  file: string;
  line: number;
  column?: number;
  severity: Severity;
  message: string;
};

/** What a compiler said about one text, and the text it said it about. */
export type Findings = { source: string; diagnostics: readonly Diagnostic[] };

/** More than this is never of use at once. */
const DIAGNOSTICS_MAX = 100;
/** GCC counts columns as they appear on a terminal. */
const TAB_WIDTH = 8;

/** What the compiler said about `source`, which is its only file: headers of the system are left out. */
export function findingsOf(output: Text, source: string): Findings {
  if (output.encoding !== "utf8") return { source, diagnostics: [] };
  const text = output.cutBytes > 0 ? output.text : output.text + output.tail;
  const diagnostics = parseDiagnostics(text, source).filter(({ file }) => !file.includes("/"));
  return { source, diagnostics: diagnostics.slice(0, DIAGNOSTICS_MAX) };
}

/** Reads the output of GCC, javac, Python and Node; what is in none of their forms is passed over. */
export function parseDiagnostics(output: string, source: string): Diagnostic[] {
  const lines = output.split(/\r?\n/);
  const sourceLines = source.split(/\r?\n/);
  return lines.flatMap((_, index) => {
    const found =
      fromGcc(lines, index, sourceLines) ??
      fromPythonWarning(lines, index) ??
      fromJavac(lines, index) ??
      fromPython(lines, index, sourceLines) ??
      fromNode(lines, index);
    return found ? [{ ...found, file: found.file.replace(/^\/artifact\//, "") }] : [];
  });
}

/** `main.cpp:5:16: error: no matching function` */
function fromGcc(lines: readonly string[], index: number, source: readonly string[]): Diagnostic | null {
  const match = /^(\S[^:]*):(\d+):(\d+): (?:fatal )?(error|warning|note): +(.*)$/.exec(lines[index] ?? "");
  if (!match) return null;
  const [, file = "", line, column, severity, message = ""] = match;
  const text = source[Number(line) - 1] ?? "";
  return {
    file,
    line: Number(line),
    column: characterAt(text, Number(column)),
    severity: severity as Severity,
    message,
  };
}

function characterAt(text: string, column: number): number {
  let seen = 1;
  for (let index = 0; index < text.length; index += 1) {
    if (seen >= column) return index + 1;
    seen += text[index] === "\t" ? TAB_WIDTH - ((seen - 1) % TAB_WIDTH) : 1;
  }
  // Beyond the end, where a missing semicolon is.
  return text.length + Math.max(1, column - seen + 1);
}

/** `Main.java:6: error: incompatible types`, then the line, then a caret below the place. */
function fromJavac(lines: readonly string[], index: number): Diagnostic | null {
  const match = /^([^:\s]+\.java):(\d+): (error|warning): (.*)$/.exec(lines[index] ?? "");
  if (!match) return null;
  const [, file = "", line, severity, message = ""] = match;
  const caret = caretBelow(lines, index + 1);
  return {
    file,
    line: Number(line),
    ...(caret === null ? {} : { column: caret + 1 }),
    severity: severity as Severity,
    message,
  };
}

/** `main.py:3: SyntaxWarning: "is" with a literal` */
function fromPythonWarning(lines: readonly string[], index: number): Diagnostic | null {
  const match = /^([^:]+\.py):(\d+): (\w*Warning: .*)$/.exec(lines[index] ?? "");
  if (!match) return null;
  const [, file = "", line, message = ""] = match;
  return { file, line: Number(line), severity: "warning", message };
}

/** The last `File "main.py", line 3` of a traceback, its line without indentation, a caret, and then what it is. */
function fromPython(lines: readonly string[], index: number, source: readonly string[]): Diagnostic | null {
  const match = /^ {2}File "(.+)", line (\d+)/.exec(lines[index] ?? "");
  if (!match) return null;
  const end = lines.findIndex((line, at) => at > index && !line.startsWith(" "));
  const name = /^\w*(?:Error|Exception)\b.*$/.exec(lines[end] ?? "")?.[0];
  const further = lines.slice(index + 1, end).some((line) => /^ {2}File "/.test(line));
  if (name === undefined || further) return null;
  const [, file = "", line] = match;
  const caret = caretBelow(lines, index + 1);
  const indentation = /^\s*/.exec(source[Number(line) - 1] ?? "")?.[0].length ?? 0;
  return {
    file,
    line: Number(line),
    // Python prints four spaces before the line.
    ...(caret === null ? {} : { column: indentation + caret - 4 + 1 }),
    severity: "error",
    message: name,
  };
}

/** `/artifact/main.js:2`, the line, a caret, an empty line, then the error. */
function fromNode(lines: readonly string[], index: number): Diagnostic | null {
  const match = /^(\/\S+\.[cm]?js):(\d+)$/.exec(lines[index] ?? "");
  const message = lines.slice(index + 1, index + 6).find((line) => /^\w*Error: /.test(line));
  if (!match || message === undefined) return null;
  const [, file = "", line] = match;
  const caret = caretBelow(lines, index + 1);
  return {
    file,
    line: Number(line),
    ...(caret === null ? {} : { column: caret + 1 }),
    severity: "error",
    message,
  };
}

/** Where the caret stands under the line printed at `index`; null when there is none. */
function caretBelow(lines: readonly string[], index: number): number | null {
  const line = lines[index + 1] ?? "";
  return /^\s*\^[\^~]*\s*$/.test(line) ? line.indexOf("^") : null;
}

/** Lines `from` to `to` are replaced by as many lines plus `added`. */
export type Edit = { from: number; to: number; added: number };

/** What still holds after an edit: nothing on the lines it touched, everything below it moved along. */
export function afterEdit(diagnostics: readonly Diagnostic[], { from, to, added }: Edit): Diagnostic[] {
  return diagnostics
    .filter(({ line }) => line < from || line > to)
    .map((known) => (known.line > to ? { ...known, line: known.line + added } : known));
}
