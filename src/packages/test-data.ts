import type { Visibility } from "#contract/test-result.ts";
import type { Findings } from "./finding.ts";
import {
  byCodePoint,
  filesBelow,
  isMap,
  readYaml,
  type PackageSource,
  type YamlMap,
} from "./package-source.ts";
import { wordsOf } from "./settings.ts";

/** One test; its bytes stay in the package until they are stored. */
export type PackageTest = {
  /** Path below `data/`, without ending: `secret/2-large/03`. */
  name: string;
  sample: boolean;
  visibility: Visibility;
  input: string;
  answer: string;
  /** Arguments of the output validator for this test, those of `problem.yaml` not included. */
  validatorArgs: readonly string[];
};

/** How a group is configured; what it does not say it inherits. */
type Group = { validatorArgs: readonly string[]; fullFeedback: boolean | null };

const ROOT = "data/";
const GROUP_FILES = ["test_group.yaml", "testdata.yaml"];
const PARTS = { sample: "data/sample/", secret: "data/secret/" } as const;
const SCORING_KEYS = ["grading", "grader_flags", "accept_score", "reject_score", "range", "scoring"];
/** What may lie beside a test without changing how it is judged. */
const HARMLESS = /\.(hint|desc|md|png|jpe?g|svg|download|interaction)$/;

/** Samples first, then secret tests, each in the order of the format: by path. */
export async function readTestData(source: PackageSource, findings: Findings): Promise<PackageTest[]> {
  const groups = await readGroups(source, findings);
  const tests: PackageTest[] = [];
  const withFiles = new Set(filesBelow(source, ROOT).flatMap((name) => /^.*?\.files(?=\/)/.exec(name) ?? []));
  for (const part of ["sample", "secret"] as const) {
    const names = filesBelow(source, PARTS[part]);
    const inputs = names.filter((name) => name.endsWith(".in")).toSorted(byStem);
    for (const input of inputs) {
      const test = await readTest(
        { withFiles, source, input, part, group: groupOf(groups, input) },
        findings,
      );
      if (test !== null) tests.push(test);
    }
    lookAtRest(names, new Set(names), findings);
  }
  for (const name of filesBelow(source, ROOT))
    if (/^data\/(invalid_|valid_output)/.test(name)) {
      findings.note(name.split("/").slice(0, 2).join("/"), "Data for testing validators is not used.");
      break;
    }
  if (!tests.some(({ sample }) => !sample))
    findings.error("data/secret/", "There are no secret tests. Add pairs such as 01.in and 01.ans.");
  return tests;
}

/** By the names without their ending: `1.in` comes before `1-large.in`. */
function byStem(a: string, b: string): number {
  return byCodePoint(a.slice(0, -3), b.slice(0, -3));
}

type TestFiles = {
  withFiles: ReadonlySet<string>;
  source: PackageSource;
  input: string;
  part: "sample" | "secret";
  group: Group;
};

async function readTest(files: TestFiles, findings: Findings): Promise<PackageTest | null> {
  const { source, input, part, group } = files;
  const stem = input.slice(0, -".in".length);
  const answer = `${stem}.ans`;
  if (!source.files.has(answer)) {
    findings.error(input, `The answer is missing: add ${answer}.`);
    return null;
  }
  const own = source.files.has(`${stem}.yaml`) ? await readYaml(source, `${stem}.yaml`, findings) : {};
  const { validatorArgs, fullFeedback } = refine(group, own);
  if (wordsOf(own["args"]).length > 0)
    findings.error(`${stem}.yaml`, "Command line arguments for submissions (args) are not supported.");
  if (files.withFiles.has(`${stem}.files`))
    findings.error(
      `${stem}.files`,
      "Files for submissions to read are not supported: a test has standard input only.",
    );
  await noteLineEnds(source, [input, answer], findings);
  const sample = part === "sample";
  return {
    name: stem.slice(ROOT.length),
    sample,
    visibility: (fullFeedback ?? sample) ? "full" : "verdict_only",
    input,
    answer,
    validatorArgs,
  };
}

async function noteLineEnds(
  source: PackageSource,
  names: readonly string[],
  findings: Findings,
): Promise<void> {
  for (const name of names) {
    if (Buffer.from(await source.read(name)).includes("\r\n"))
      findings.note(name, "Lines end with CRLF. They are kept as they are; programs will read the CR, too.");
  }
}

function lookAtRest(names: readonly string[], all: ReadonlySet<string>, findings: Findings): void {
  for (const name of names) {
    const stem = name.replace(/\.[^./]+$/, "");
    if (name.endsWith(".in") || HARMLESS.test(name) || name.includes(".files/")) continue;
    if (GROUP_FILES.some((file) => name.endsWith(`/${file}`))) continue;
    if (name.endsWith(".ans") || name.endsWith(".yaml")) {
      if (!all.has(`${stem}.in`))
        findings[name.endsWith(".ans") ? "error" : "warning"](
          name,
          `There is no ${stem.split("/").at(-1) ?? ""}.in that this belongs to. Add it, or remove this file.`,
        );
    } else if (/\.(statement|out)$/.test(name)) {
      findings.warning(name, "Other data for the statement is not used: the sample itself is shown.");
    } else {
      findings.warning(name, "This file is neither an input (.in) nor an answer (.ans) and is not used.");
    }
  }
}

async function readGroups(source: PackageSource, findings: Findings): Promise<ReadonlyMap<string, Group>> {
  const groups = new Map<string, Group>();
  const files = filesBelow(source, ROOT).filter((name) => GROUP_FILES.includes(name.split("/").at(-1) ?? ""));
  // Shorter paths first: a group inherits from those above it.
  for (const name of files.toSorted((a, b) => a.split("/").length - b.split("/").length)) {
    const yaml = await readYaml(source, name, findings);
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    groups.set(folder, refine(groupOf(groups, folder), yaml));
    if (SCORING_KEYS.some((key) => key in yaml))
      findings.warning(name, "Scores of groups are not given yet: every test of every group must pass.");
    if (wordsOf(yaml["args"]).length > 0)
      findings.error(name, "Command line arguments for submissions (args) are not supported.");
    if (isMap(yaml["static_validation"]) || yaml["static_validation"] === true)
      findings.error(name, "Static validation is not supported.");
  }
  return groups;
}

function refine(group: Group, yaml: YamlMap): Group {
  const args = yaml["output_validator_args"] ?? yaml["output_validator_flags"];
  const feedback = yaml["full_feedback"];
  return {
    validatorArgs: args === undefined ? group.validatorArgs : wordsOf(args),
    fullFeedback: typeof feedback === "boolean" ? feedback : group.fullFeedback,
  };
}

/** The closest configured group at or above a file or folder. */
function groupOf(groups: ReadonlyMap<string, Group>, path: string): Group {
  for (let end = path.lastIndexOf("/"); end >= 0; end = path.lastIndexOf("/", end - 1)) {
    const group = groups.get(path.slice(0, end + 1));
    if (group !== undefined) return group;
    if (end === 0) break;
  }
  return { validatorArgs: [], fullFeedback: null };
}
