import type { RequestedLimits } from "#contract/limits.ts";
import type { Findings } from "./finding.ts";
import { isMap, readText, readYaml, type PackageSource, type YamlMap } from "./package-source.ts";
import { readTimeLimit, toResourceLimits, type TimeLimit } from "./limits.ts";

/** `problem.yaml` and the files beside it, of any version of the format. */
export type Settings = {
  format: Format;
  title: string | null;
  limits: RequestedLimits;
  timeLimit: TimeLimit;
  validation: "default" | "custom";
  validatorArgs: string[];
  constants: ReadonlyMap<string, string>;
};

/** Versions with the same names are one format. */
type Format = "legacy" | "2023-07";

const FILE = "problem.yaml";
const VERSIONS: Readonly<Record<string, Format>> = {
  legacy: "legacy",
  "legacy-icpc": "legacy",
  "2023-07-draft": "2023-07",
  "2023-07": "2023-07",
  "2025-09-draft": "2023-07",
  "2025-09": "2023-07",
};
const COMMON_KEYS = "problem_format_version type name uuid source license rights_owner limits keywords";
const KEYS: Readonly<Record<Format, ReadonlySet<string>>> = {
  legacy: new Set(
    `${COMMON_KEYS} author source_url validation validator_flags grading libraries languages`.split(" "),
  ),
  "2023-07": new Set(
    `${COMMON_KEYS} version credits embargo_until languages allow_file_writing constants`.split(" "),
  ),
};

export async function readSettings(source: PackageSource, findings: Findings): Promise<Settings> {
  if (!source.files.has(FILE)) {
    findings.error(FILE, "The package has no problem.yaml. Put it into the package's top folder.");
  }
  const yaml = source.files.has(FILE) ? await readYaml(source, FILE, findings) : {};
  const ini = await readIni(source, findings);
  const format = formatOf(yaml, source, findings);
  for (const key of Object.keys(yaml)) {
    if (!KEYS[format].has(key))
      findings.warning(FILE, `The key \`${key}\` is not known in this version and has no effect.`);
  }
  const types = typesOf(yaml, findings);
  const custom = validationOf(yaml, format, findings);
  refuseUnsupported({ types, yaml }, findings);
  const limits = isMap(yaml["limits"]) ? yaml["limits"] : {};
  return {
    format,
    title: titleOf(yaml, findings) ?? ini.get("name") ?? null,
    limits: toResourceLimits(limits, findings),
    timeLimit: await readTimeLimit({ source, limits, format, ini }, findings),
    validation: custom ? "custom" : "default",
    validatorArgs: wordsOf(yaml["validator_flags"]),
    constants: constantsOf(yaml["constants"]),
  };
}

function formatOf(yaml: YamlMap, source: PackageSource, findings: Findings): Format {
  const version = yaml["problem_format_version"];
  if (version === undefined) {
    const isNew = [...source.files.keys()].some((name) => name.startsWith("statement/"));
    if (!isNew) return "legacy";
    findings.warning(FILE, "problem_format_version is missing; read as 2023-07 because of statement/.");
    return "2023-07";
  }
  const known = typeof version === "string" ? VERSIONS[version] : undefined;
  if (known !== undefined) return known;
  const versions = Object.keys(VERSIONS).join(", ");
  findings.error(
    FILE,
    `problem_format_version ${JSON.stringify(version)} is not supported. Use one of ${versions}.`,
  );
  return "2023-07";
}

function titleOf(yaml: YamlMap, findings: Findings): string | null {
  const name = yaml["name"];
  if (typeof name === "string" || typeof name === "number") return String(name).trim() || null;
  if (!isMap(name)) return null;
  const [language] = Object.keys(name);
  const chosen = "en" in name ? "en" : language;
  if (chosen === undefined) return null;
  if (Object.keys(name).length > 1) {
    findings.note(FILE, `Names in several languages: "${chosen}" is used.`);
  }
  return String(name[chosen]);
}

function typesOf(yaml: YamlMap, findings: Findings): string[] {
  const { type = "pass-fail" } = yaml;
  const types = (Array.isArray(type) ? type : wordsOf(type)).map(String);
  const known = ["pass-fail", "scoring", "interactive", "multi-pass", "submit-answer"];
  for (const one of types) {
    if (!known.includes(one))
      findings.error(FILE, `type "${one}" is not known. Use one of ${known.join(", ")}.`);
  }
  return types;
}

/** Whether the package brings its own output validator. Legacy packages say so; newer ones just have one. */
function validationOf(yaml: YamlMap, format: Format, findings: Findings): boolean {
  if (format !== "legacy") return false;
  const [kind = "default", ...rest] = wordsOf(yaml["validation"] ?? "default");
  if (kind !== "default" && kind !== "custom") {
    findings.error(FILE, `validation must begin with "default" or "custom", not "${kind}".`);
  }
  if (rest.includes("interactive"))
    findings.error(
      FILE,
      "Interactive problems are not supported yet: the package cannot be judged as meant.",
    );
  if (rest.includes("score"))
    findings.error(FILE, "Validators that give scores are not supported yet: remove `score`, or wait.");
  return kind === "custom";
}

function refuseUnsupported(
  { types, yaml }: { types: readonly string[]; yaml: YamlMap },
  findings: Findings,
): void {
  for (const type of ["interactive", "multi-pass", "submit-answer"]) {
    if (types.includes(type))
      findings.error(
        FILE,
        `Problems of type "${type}" are not supported yet: the package cannot be judged as meant.`,
      );
  }
  if (types.includes("scoring"))
    findings.warning(
      FILE,
      "Scores are not given yet: a submission is accepted when it passes every test, and rejected otherwise.",
    );
  const languages = yaml["languages"];
  if (languages !== undefined && languages !== "all")
    findings.warning(FILE, "The list of allowed languages is not enforced.");
}

/** `domjudge-problem.ini`: `key = value` per line, quotes around the value allowed. */
async function readIni(source: PackageSource, findings: Findings): Promise<ReadonlyMap<string, string>> {
  const name = "domjudge-problem.ini";
  const text = source.files.has(name) ? await readText(source, name, findings) : null;
  const entries = (text ?? "").split("\n").flatMap((line) => {
    const match = /^\s*([\w-]+)\s*=\s*(['"]?)(.*?)\2\s*$/.exec(line);
    return match ? [[match[1] ?? "", match[3] ?? ""] as const] : [];
  });
  return new Map(entries);
}

export function wordsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== "string" && typeof value !== "number") return [];
  return String(value).split(/\s+/).filter(Boolean);
}

function constantsOf(value: unknown): ReadonlyMap<string, string> {
  const entries = isMap(value) ? Object.entries(value) : [];
  return new Map(entries.map(([name, constant]) => [name, String(constant)]));
}
