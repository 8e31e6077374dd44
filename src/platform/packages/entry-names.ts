import { PackageError } from "./package-error.ts";

/** What one package may hold at most; more is refused. */
export type PackageBounds = {
  totalBytes: number;
  entries: number;
  /** Unpacked to packed; small packages are let off. */
  ratio: number;
};

export const DEFAULT_PACKAGE_BYTES = 300 * 1024 * 1024;

export function boundsFor(totalBytes: number): PackageBounds {
  return { totalBytes, entries: 20_000, ratio: 200 };
}

/** Below this nothing is a bomb, however well it was packed. */
export const RATIO_FREE_BYTES = 16 * 1024 * 1024;

const MAX_NAME_CHARS = 500;

/** Made by operating systems and version control, never meant. */
export function isClutter(name: string): boolean {
  return /(^|\/)(__MACOSX|\.git|\.svn|__pycache__)(\/|$)|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/.test(
    name,
  );
}

/** Refuses names that leave the package or mean different things on different machines. */
export function checkName(name: string): void {
  const shown = JSON.stringify(name.slice(0, 120));
  if (name.length > MAX_NAME_CHARS) throw new PackageError(`The name ${shown}… is too long. Shorten it.`);
  if (name.startsWith("/") || /^[A-Za-z]:/.test(name) || name.includes("\\"))
    throw new PackageError(`The name ${shown} is not relative. Pack the folder with relative names and "/".`);
  if (name.split("/").some((part) => part === ".." || part === "." || part === ""))
    throw new PackageError(`The name ${shown} has an empty, "." or ".." part. Pack the folder itself.`);
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f\ufffd]/.test(name))
    throw new PackageError(`The name ${shown} has characters that cannot be shown. Rename the file.`);
}

/** Finds names that are the same file on some machines. */
export class NameSet {
  readonly #seen = new Map<string, string>();

  add(name: string): void {
    const key = name.normalize("NFC").toLowerCase();
    const other = this.#seen.get(key);
    if (other !== undefined)
      throw new PackageError(
        `${JSON.stringify(name)} and ${JSON.stringify(other)} are the same name on some machines. Rename one.`,
      );
    this.#seen.set(key, name);
  }
}

/** The one folder that everything is in, or "" when the package was packed without its folder. */
export function commonFolder(names: readonly string[]): string {
  if (names.includes("problem.yaml")) return "";
  const [first = ""] = names;
  const folder = first.slice(0, first.indexOf("/") + 1);
  return folder !== "" && names.every((name) => name.startsWith(folder)) ? folder : "";
}
