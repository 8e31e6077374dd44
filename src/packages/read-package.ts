import type { RequestedLimits } from "#contract/limits.ts";
import { readChecker, type PackageChecker } from "./checker.ts";
import { Findings, type Finding } from "./finding.ts";
import type { TimeLimit } from "./limits.ts";
import type { PackageSource } from "./package-source.ts";
import type { ProgramFile } from "./program.ts";
import { readSettings } from "./settings.ts";
import { readStatement } from "./statement.ts";
import { readSubmissions, type PackageSubmission } from "./submissions.ts";
import { readTestData, type PackageTest } from "./test-data.ts";

/** A problem as a package describes it. Tests name files of the package, everything else is here. */
export type ProblemPackage = {
  slug: string;
  title: string;
  statement: string;
  /** Without the CPU limit, which `timeLimit` decides. */
  limits: RequestedLimits;
  timeLimit: TimeLimit;
  checker: PackageChecker;
  checkerFiles: ProgramFile[];
  tests: PackageTest[];
  submissions: PackageSubmission[];
};

export type PackageReport = { problem: ProblemPackage; findings: Finding[]; failed: boolean };

/** Reads a whole package. Goes on after errors, so that the report is complete; nothing may be applied then. */
export async function readPackage(source: PackageSource): Promise<PackageReport> {
  const findings = new Findings();
  const slug = slugOf(source.name, findings);
  const settings = await readSettings(source, findings);
  const statement = await readStatement(source, settings, findings);
  const tests = await readTestData(source, findings);
  const { checker, files } = await readChecker({ source, settings, tests }, findings);
  const submissions = await readSubmissions(source, settings, findings);
  lookAtFolders(source, findings);
  const derived = settings.timeLimit.kind === "derived";
  if (derived && !submissions.some(({ expected }) => expected.join() === "AC"))
    findings.error(
      "problem.yaml",
      "There is no time limit, and no accepted submission to derive it from. Add limits.time_limit, or a submission.",
    );
  return {
    problem: {
      slug,
      title: settings.title ?? statement.title ?? slug,
      statement: statement.markdown,
      limits: settings.limits,
      timeLimit: settings.timeLimit,
      checker,
      checkerFiles: files,
      tests,
      submissions,
    },
    findings: findings.all,
    failed: findings.failed,
  };
}

const SLUG_MAX_CHARS = 64;

/** The package's name, as it appears in addresses. */
function slugOf(name: string, findings: Findings): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, SLUG_MAX_CHARS);
  if (slug === "")
    findings.error(
      name,
      "The folder's name is the problem's name in addresses: pack a folder named with a-z and 0-9, or give a slug.",
    );
  return slug;
}

function lookAtFolders(source: PackageSource, findings: Findings): void {
  const folders = new Set(
    [...source.files.keys()].flatMap((name) =>
      name.includes("/") ? [name.slice(0, name.indexOf("/"))] : [],
    ),
  );
  if (folders.has("include"))
    findings.error("include/", "Files that are added to every submission are not supported yet.");
  if (folders.has("static_validator"))
    findings.error("static_validator/", "Static validators are not supported.");
  if (folders.has("graders")) findings.warning("graders/", "Graders are not used: scores are not given yet.");
  if (folders.has("attachments")) findings.warning("attachments/", "Attachments are not stored yet.");
  for (const folder of [
    "input_validators",
    "input_format_validators",
    "generators",
    "solution",
    "input_visualizer",
    "output_visualizer",
  ])
    if (folders.has(folder)) findings.note(`${folder}/`, "Not used for judging.");
}
