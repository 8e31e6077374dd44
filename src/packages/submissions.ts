import type { Verdict } from "#contract/verdict.ts";
import type { Findings } from "./finding.ts";
import { filesBelow, type PackageSource } from "./package-source.ts";
import { listPrograms, readProgram, type Program } from "./program.ts";
import type { Settings } from "./settings.ts";

/** A submission of the package, with the verdicts its authors expect of it: any of them is right. */
export type PackageSubmission = Program & { expected: Verdict[] };

const FOLDER = "submissions/";

/** Running out of memory or writing without end is a run-time error where the format knows no verdict of its own. */
const CRASH: Verdict[] = ["RE", "MLE", "OLE"];
const FOLDERS: Readonly<Record<string, Verdict[]>> = {
  accepted: ["AC"],
  wrong_answer: ["WA", "PE"],
  time_limit_exceeded: ["TLE"],
  run_time_error: CRASH,
  memory_limit_exceeded: ["MLE"],
  output_limit_exceeded: ["OLE"],
  compile_error: ["CE"],
  compiler_error: ["CE"],
  rejected: ["WA", "PE", "TLE", ...CRASH],
  brute_force: ["TLE", ...CRASH],
  partially_accepted: ["WA", "PE", "TLE", ...CRASH],
};

/** `@EXPECTED_RESULTS@: WRONG-ANSWER, TIMELIMIT` anywhere in the source. */
const TAG = /@EXPECTED_RESULTS@:[ \t]*([A-Z_, -]+)/i;
const TAG_NAMES: Readonly<Record<string, Verdict[]>> = {
  CORRECT: ["AC"],
  ACCEPTED: ["AC"],
  "WRONG-ANSWER": ["WA", "PE"],
  WRONG_ANSWER: ["WA", "PE"],
  "NO-OUTPUT": ["WA", "PE"],
  TIMELIMIT: ["TLE"],
  TIME_LIMIT_EXCEEDED: ["TLE"],
  "RUN-ERROR": CRASH,
  RUN_TIME_ERROR: CRASH,
  "MEMORY-LIMIT": ["MLE", "RE"],
  "OUTPUT-LIMIT": ["OLE"],
  "COMPILER-ERROR": ["CE"],
};

export async function readSubmissions(
  source: PackageSource,
  settings: Settings,
  findings: Findings,
): Promise<PackageSubmission[]> {
  const submissions: PackageSubmission[] = [];
  const folders = new Set(
    filesBelow(source, FOLDER).flatMap((name) => name.split("/").slice(1, -1)[0] ?? []),
  );
  for (const folder of folders) {
    for (const [name, files] of listPrograms(source, `${FOLDER}${folder}/`)) {
      const submission = await readSubmission({ source, settings, name, files, folder }, findings);
      if (submission !== null) submissions.push(submission);
    }
  }
  if (!submissions.some(({ expected }) => expected.includes("AC")))
    findings.warning(
      "submissions/accepted/",
      "There is no accepted submission that this engine can run, so nothing shows that the problem can be solved.",
    );
  return submissions;
}

type Found = {
  source: PackageSource;
  settings: Settings;
  name: string;
  files: readonly string[];
  folder: string;
};

async function readSubmission(found: Found, findings: Findings): Promise<PackageSubmission | null> {
  const { source, settings, name, files, folder } = found;
  if (/\/(?:README(?:\.\w+)?|submissions\.yaml|\.\w+)$/.test(name)) return null;
  const expected = (await taggedVerdicts(found, findings)) ?? FOLDERS[folder];
  if (expected === undefined) {
    const known = Object.keys(FOLDERS).join(", ");
    findings.warning(name, `"${folder}" is no known verdict, so this is not used. Known: ${known}.`);
    return null;
  }
  const program = await readProgram(source, { name, files, constants: settings.constants });
  if ("unusable" in program) {
    findings.warning(name, `This submission is not used: ${program.unusable}`);
    return null;
  }
  return { ...program, name: name.slice(FOLDER.length), expected: [...expected] };
}

async function taggedVerdicts(
  { source, files, name }: Found,
  findings: Findings,
): Promise<Verdict[] | undefined> {
  for (const file of files) {
    const tag = TAG.exec(new TextDecoder().decode(await source.read(file)))?.[1];
    if (tag === undefined) continue;
    const names = tag.split(",").map((word) => word.trim().toUpperCase());
    if (names.includes("CHECK-MANUALLY")) return undefined;
    const unknown = names.filter((word) => TAG_NAMES[word] === undefined);
    if (unknown.length === 0) return [...new Set(names.flatMap((word) => TAG_NAMES[word] ?? []))];
    findings.warning(name, `@EXPECTED_RESULTS@ names ${unknown.join(", ")}, which is not known.`);
  }
  return undefined;
}
