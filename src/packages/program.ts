import { languageOf } from "./languages.ts";
import { byCodePoint, withConstants, type PackageSource } from "./package-source.ts";

export type ProgramFile = { name: string; content: Uint8Array };

/** A submission or validator as the engine takes it: flat names, the main file first. */
export type Program = { name: string; language: string; files: ProgramFile[] };

/** Why a program cannot be used, in words for the report. */
export type Unusable = { unusable: string };

/** Files and folders directly in a folder: each is one program. */
export function listPrograms(source: PackageSource, folder: string): Map<string, string[]> {
  const programs = new Map<string, string[]>();
  for (const file of [...source.files.keys()].toSorted(byCodePoint)) {
    if (!file.startsWith(folder)) continue;
    const name = folder + (file.slice(folder.length).split("/")[0] ?? "");
    programs.set(name, [...(programs.get(name) ?? []), file]);
  }
  return programs;
}

type ProgramFiles = { name: string; files: readonly string[]; constants: ReadonlyMap<string, string> };

export async function readProgram(
  source: PackageSource,
  { name, files, constants }: ProgramFiles,
): Promise<Program | Unusable> {
  const languages = new Set(files.map(languageOf).filter((language) => language !== null));
  // A C++ program may come with parts in C.
  if (languages.has("cpp")) languages.delete("c");
  const [language] = languages;
  if (language === undefined) return { unusable: "No language of this engine has this ending." };
  if (languages.size > 1) return { unusable: `It mixes languages: ${[...languages].join(", ")}.` };
  const read: ProgramFile[] = [];
  for (const file of files) {
    const relative = file === name ? (name.split("/").at(-1) ?? name) : file.slice(name.length + 1);
    if (relative.includes("/")) return { unusable: "It has folders inside; put its files into one folder." };
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/.test(relative))
      return { unusable: `"${relative}" is no plain file name.` };
    read.push({ name: relative, content: fillIn(await source.read(file), constants) });
  }
  if (read.some(({ content }) => content.includes(0))) return { unusable: "It has a file that is not text." };
  if (read.some(({ content }) => /^#!.*python2/.test(decode(content.subarray(0, 100)))))
    return { unusable: "It is written for Python 2, which this engine does not have." };
  return toEngine({ name, language, files: read });
}

function fillIn(content: Uint8Array, constants: ReadonlyMap<string, string>): Uint8Array {
  return constants.size === 0 ? content : encode(withConstants(decode(content), constants));
}

/** The engine compiles one main file of a fixed name: programs that are built otherwise get one that leads to theirs. */
function toEngine(program: Program): Program | Unusable {
  switch (program.language) {
    case "java":
      return withJavaMain(program);
    case "c":
    case "cpp":
      return withAllIncluded(program);
    default:
      return withMainFirst(program);
  }
}

/** Classes may have any name; the engine starts `Main`. */
function withJavaMain(program: Program): Program | Unusable {
  const main = program.files.find(({ content }) => /\bvoid\s+main\s*\(/.test(decode(content)));
  if (main === undefined) return { unusable: "No class in it has a main method." };
  const text = decode(main.content);
  if (/^\s*package\s+[\w.]+\s*;/m.test(text))
    return { unusable: "It is in a Java package; use the default one." };
  const className =
    /\bpublic\s+(?:(?:final|abstract|strictfp)\s+)*class\s+(\w+)/.exec(text)?.[1] ?? classBeforeMain(text);
  if (className === null) return { unusable: "No class in it has a main method." };
  const others = program.files.filter((file) => file !== main);
  const own = { name: `${className}.java`, content: main.content };
  if (className === "Main") return { ...program, files: [own, ...others] };
  const launcher = `public class Main {
    public static void main(String[] args) throws Throwable {
        ${className}.main(args);
    }
}
`;
  return { ...program, files: [{ name: "Main.java", content: encode(launcher) }, own, ...others] };
}

function classBeforeMain(text: string): string | null {
  const before = text.slice(0, text.search(/\bvoid\s+main\s*\(/));
  return [...before.matchAll(/\bclass\s+(\w+)/g)].at(-1)?.[1] ?? null;
}

/** Several sources of C or C++ become one unit. The engine calls that one `main`, so no part may be called so. */
function withAllIncluded(program: Program): Program {
  const isSource = ({ name }: ProgramFile): boolean => languageOf(name) !== null;
  const [only, ...more] = program.files.filter(isSource);
  const headers = program.files.filter((file) => !isSource(file));
  if (only !== undefined && more.length === 0) return { ...program, files: [only, ...headers] };
  const parts = program.files.map((file) =>
    isSource(file) ? { ...file, name: file.name.replace(/^main\./, "main_part.") } : file,
  );
  const unit = parts
    .filter(isSource)
    .map(({ name }) => `#include "${name}"\n`)
    .join("");
  const name = program.language === "c" ? "all_sources.c" : "all_sources.cpp";
  return { ...program, files: [{ name, content: encode(unit) }, ...parts] };
}

function withMainFirst(program: Program): Program {
  const isMain = ({ name }: ProgramFile): boolean => /^(?:__main__|main)\.\w+$/i.test(name);
  const sources = program.files.filter(({ name }) => languageOf(name) !== null);
  const main = sources.find(({ name }) => name.startsWith("main.")) ?? sources.find(isMain) ?? sources[0];
  if (main === undefined) return program;
  return { ...program, files: [main, ...program.files.filter((file) => file !== main)] };
}

function decode(content: Uint8Array): string {
  return new TextDecoder().decode(content);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
