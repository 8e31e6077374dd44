/** The languages of the format that the engine has, by ending. */
const BY_ENDING: Readonly<Record<string, string>> = {
  c: "c",
  cc: "cpp",
  cpp: "cpp",
  cxx: "cpp",
  "c++": "cpp",
  C: "cpp",
  java: "java",
  js: "javascript",
  mjs: "javascript",
  py: "python",
  py3: "python",
};

export function languageOf(file: string): string | null {
  return BY_ENDING[/\.([^./]+)$/.exec(file)?.[1] ?? ""] ?? null;
}
