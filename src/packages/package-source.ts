import { parseDocument } from "yaml";
import type { Findings } from "./finding.ts";

/** The files of a package: names relative to its folder, contents on demand, so that none need to stay in memory. */
export type PackageSource = {
  /** Name of the folder or archive, without an ending. */
  readonly name: string;
  readonly files: ReadonlyMap<string, { bytes: number }>;
  read(name: string): Promise<Uint8Array>;
};

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** A text file, with line ends as they should be. Null, and an error, when it is not text. */
export async function readText(
  source: PackageSource,
  name: string,
  findings: Findings,
): Promise<string | null> {
  try {
    return strictUtf8.decode(await source.read(name)).replaceAll("\r\n", "\n");
  } catch {
    findings.error(name, "This is not UTF-8 text. Save it as UTF-8.");
    return null;
  }
}

export type YamlMap = Readonly<Record<string, unknown>>;

/** A YAML file that must be a map; empty when it is broken, which is an error. */
export async function readYaml(source: PackageSource, name: string, findings: Findings): Promise<YamlMap> {
  const text = await readText(source, name, findings);
  if (text === null) return {};
  const document = parseDocument(text, { prettyErrors: true });
  const [broken] = document.errors;
  if (broken !== undefined) {
    findings.error(name, `This is not valid YAML: ${broken.message.split("\n")[0] ?? ""}`);
    return {};
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (value === null) return {};
    if (isMap(value)) return value;
  } catch {
    // Too many aliases: refused like anything else that is no map.
  }
  findings.error(name, "This must be a map of keys and values, such as `name: My problem`.");
  return {};
}

export function isMap(value: unknown): value is YamlMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Files below a folder; `folder` ends with a slash. */
export function filesBelow(source: PackageSource, folder: string): string[] {
  return [...source.files.keys()].filter((name) => name.startsWith(folder)).toSorted(byCodePoint);
}

/** The order of the format, whatever the language of the machine. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Text with the package's `{{constants}}` filled in. */
export function withConstants(text: string, constants: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => constants.get(name) ?? whole);
}
