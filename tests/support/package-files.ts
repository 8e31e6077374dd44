import type { Finding } from "../../src/packages/finding.ts";
import type { PackageSource } from "../../src/packages/package-source.ts";
import { readPackage, type ProblemPackage } from "../../src/packages/read-package.ts";

/** Small packages in memory; a file that is null is not there. */
export type PackageFiles = Record<string, string | null>;

export const LEGACY: PackageFiles = {
  "problem.yaml": "name: Doubling\nlimits:\n  time_limit: 2\n",
  "problem_statement/problem.en.tex": "\\problemname{Doubling}\nPrint $2n$.\n",
  "data/sample/1.in": "1\n",
  "data/sample/1.ans": "2\n",
  "data/secret/1.in": "4\n",
  "data/secret/1.ans": "8\n",
  "submissions/accepted/a.py": "print(2 * int(input()))\n",
};
export const NEW: PackageFiles = {
  ...LEGACY,
  "problem.yaml": "problem_format_version: 2023-07\nname: Doubling\nlimits: {time_limit: 2}\n",
  "problem_statement/problem.en.tex": null,
  "statement/problem.en.md": "Print $2n$.\n",
};

export async function readFiles(
  files: PackageFiles,
  name = "doubling",
): Promise<{ problem: ProblemPackage; findings: Finding[] }> {
  const present = Object.entries(files).flatMap(([file, text]) =>
    text === null ? [] : [[file, Buffer.from(text)] as const],
  );
  const contents = new Map(present);
  const source: PackageSource = {
    name,
    files: new Map(present.map(([file, content]) => [file, { bytes: content.byteLength }])),
    read: (file) => Promise.resolve(contents.get(file) ?? new Uint8Array()),
  };
  return readPackage(source);
}
