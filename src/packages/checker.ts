import type { Findings } from "./finding.ts";
import { filesBelow, type PackageSource } from "./package-source.ts";
import { languageOf } from "./languages.ts";
import { listPrograms, readProgram, type ProgramFile } from "./program.ts";
import type { Settings } from "./settings.ts";
import type { PackageTest } from "./test-data.ts";

export type PackageChecker =
  | {
      kind: "token" | "float";
      caseSensitive: boolean;
      spaceSensitive?: boolean;
      absolute?: number;
      relative?: number;
    }
  | { kind: "custom"; convention: "icpc"; language: string; args?: string[] };

export type CheckerWithFiles = { checker: PackageChecker; files: ProgramFile[] };

const NONE: CheckerWithFiles = { checker: { kind: "token", caseSensitive: false }, files: [] };

export async function readChecker(
  { source, settings, tests }: { source: PackageSource; settings: Settings; tests: readonly PackageTest[] },
  findings: Findings,
): Promise<CheckerWithFiles> {
  const args = commonArgs(settings, tests, findings);
  const folder = validatorFolder(source, settings, findings);
  if (folder === null) return { checker: parseDefaultFlags(args, findings), files: [] };
  const programs = [...listPrograms(source, folder)].filter(([name]) => !/\/(?:README|\.)[^/]*$/.test(name));
  const entry = oneProgram(programs, settings, folder);
  if (entry === null) {
    findings.error(folder, "There must be exactly one output validator: one file or one folder.");
    return NONE;
  }
  const [name, files] = entry;
  if (files.some((file) => /\/(?:build|run)$/.test(file))) {
    findings.error(
      name,
      "Validators with build or run scripts are not supported. Use one of C, C++, Java or Python.",
    );
    return NONE;
  }
  const program = await readProgram(source, { name, files, constants: settings.constants });
  if ("unusable" in program) {
    findings.error(name, `This output validator cannot be run: ${program.unusable}`);
    return NONE;
  }
  const checker: PackageChecker = {
    kind: "custom",
    convention: "icpc",
    language: program.language,
    ...(args.length === 0 ? {} : { args }),
  };
  return { checker, files: program.files };
}

/**
 * Newer packages have one validator right in its folder, several files of which are one program. In older ones only
 * headers may lie beside it.
 */
function oneProgram(
  programs: readonly [string, string[]][],
  settings: Settings,
  folder: string,
): [string, string[]] | null {
  const [first] = programs;
  if (first === undefined) return null;
  if (programs.length === 1) return first;
  const sources = programs.filter(([, files]) => files.some((file) => languageOf(file) !== null));
  if (settings.format === "legacy" && sources.length !== 1) return null;
  return [folder.slice(0, -1), programs.flatMap(([, files]) => files)];
}

function validatorFolder(source: PackageSource, settings: Settings, findings: Findings): string | null {
  if (settings.format !== "legacy") {
    const folders = ["output_validator/", "output_validators/"];
    return folders.find((folder) => filesBelow(source, folder).length > 0) ?? null;
  }
  const folder = "output_validators/";
  if (settings.validation === "custom") return folder;
  if (filesBelow(source, folder).length > 0)
    findings.warning(folder, "Not used: problem.yaml does not say `validation: custom`.");
  return null;
}

/** One checker judges the whole problem, so all tests must want the same arguments. */
function commonArgs(settings: Settings, tests: readonly PackageTest[], findings: Findings): string[] {
  const [first] = tests;
  const own = first?.validatorArgs ?? [];
  const differing = tests.find(({ validatorArgs }) => validatorArgs.join("\0") !== own.join("\0"));
  if (differing !== undefined)
    findings.error(
      differing.input,
      "Tests with different validator flags are not supported: give all groups the same, at best in problem.yaml.",
    );
  return [...settings.validatorArgs, ...own];
}

function parseDefaultFlags(args: readonly string[], findings: Findings): PackageChecker {
  let [caseSensitive, spaceSensitive] = [false, false];
  let absolute: number | null = null;
  let relative: number | null = null;
  for (let index = 0; index < args.length; index += 1) {
    const flag = args[index] ?? "";
    if (flag === "case_sensitive") caseSensitive = true;
    else if (flag === "space_change_sensitive") spaceSensitive = true;
    else if (/^float_(?:absolute_|relative_)?tolerance$/.test(flag)) {
      index += 1;
      const tolerance = Number(args[index] ?? Number.NaN);
      if (!(tolerance >= 0)) findings.error("problem.yaml", `${flag} needs a number, such as ${flag} 1e-6.`);
      else if (flag !== "float_relative_tolerance") absolute = tolerance;
      if (tolerance >= 0 && flag !== "float_absolute_tolerance") relative = tolerance;
    } else findings.error("problem.yaml", `"${flag}" is no flag of the default validator.`);
  }
  const words = spaceSensitive ? { caseSensitive, spaceSensitive } : { caseSensitive };
  if (absolute === null && relative === null) return { kind: "token", ...words };
  return { kind: "float", ...words, absolute: absolute ?? 0, relative: relative ?? 0 };
}
