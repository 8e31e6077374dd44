import { FILE_NAME_MAX_CHARS, FILES_MAX } from "#contract/limits.ts";
import type { CreateSubmissionInput, SourceFile } from "#contract/submission.ts";
import type { Runtime } from "#platform/runtimes/runtime-schema.ts";
import { AppError } from "../app-error.ts";

export type ParsedFile = { name: string; content: Uint8Array<ArrayBuffer> };

/** Plain names in one flat folder: nothing a shell, a path or a compiler's option parser could read otherwise. */
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/;

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** The files of a submission, main file first under the name its language wants. Throws coded errors. */
export function parseFiles(
  input: Pick<CreateSubmissionInput, "source" | "files">,
  runtime: Runtime,
  maxBytes: number,
): ParsedFile[] {
  const given = givenFiles(input, runtime);
  if (given.length > FILES_MAX) {
    throw new AppError(
      "SOURCE_TOO_LARGE",
      `A submission may have at most ${FILES_MAX} files, this one has ${given.length}.`,
    );
  }
  const files = given.map((file, index) => parseFile(file, index === 0 ? runtime.sourceFile : file.name));
  const totalBytes = files.reduce((sum, file) => sum + file.content.byteLength, 0);
  if (totalBytes > maxBytes) {
    throw new AppError(
      "SOURCE_TOO_LARGE",
      `The source has ${totalBytes} bytes; at most ${maxBytes} are allowed (limits.sourceBytes).`,
    );
  }
  const [main] = files;
  if (main === undefined || new TextDecoder().decode(main.content).trim() === "") {
    throw new AppError("SOURCE_EMPTY", "The source is empty. Write or paste your program first.");
  }
  const names = files.map((file) => file.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new AppError(
      "FILE_NAME_INVALID",
      `Two files are called "${repeated}". Give each file its own name.`,
    );
  }
  return files;
}

function givenFiles(input: Pick<CreateSubmissionInput, "source" | "files">, runtime: Runtime): SourceFile[] {
  if (input.source !== undefined && input.files !== undefined) {
    throw new AppError("BAD_INPUT", "Give either `source` or `files`, not both.");
  }
  if (input.files !== undefined) return input.files;
  return [{ name: runtime.sourceFile, content: input.source ?? "" }];
}

function parseFile(file: SourceFile, name: string): ParsedFile {
  if (!FILE_NAME.test(name) || name.length > FILE_NAME_MAX_CHARS) {
    throw new AppError(
      "FILE_NAME_INVALID",
      `"${printable(name)}" is not a usable file name: letters, digits and . _ + - only, not starting with a dot ` +
        `or dash, at most ${FILE_NAME_MAX_CHARS} characters.`,
    );
  }
  const content =
    file.encoding === "base64" ? decodeBase64(file.content, name) : new TextEncoder().encode(file.content);
  if (!isText(content)) {
    throw new AppError(
      "SOURCE_BINARY",
      `"${name}" is not text: it has NUL bytes or is not UTF-8. Send source code, not a compiled program.`,
    );
  }
  return { name, content };
}

function isText(content: Uint8Array): boolean {
  if (content.includes(0)) return false;
  try {
    strictUtf8.decode(content);
    return true;
  } catch {
    return false;
  }
}

/** Strict, unlike `Buffer.from`: what is not base64 is refused instead of silently shortened. */
export function decodeBase64(text: string, what: string): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64").replace(/=+$/, "") !== text.replace(/=+$/, "")) {
    throw new AppError("BAD_INPUT", `"${printable(what)}" says it is base64, but it is not.`);
  }
  return Uint8Array.from(bytes);
}

/** Names come from outside: keep control characters out of messages. */
function printable(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, FILE_NAME_MAX_CHARS);
}
