import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findExecutable, run } from "./command.ts";

/**
 * Where this machine gets its Debian packages from, so that images can be put together from the same place. Reads
 * both formats of apt. Other vendors' repositories that call their suite by Debian's name are left out.
 */
export function debianSources(suite: string, etcApt = "/etc/apt"): string[] {
  const suites = [suite, `${suite}-updates`, `${suite}-security`];
  const files = [join(etcApt, "sources.list"), ...listFolder(join(etcApt, "sources.list.d"))];
  const lines = files
    .filter((file) => existsSync(file))
    .flatMap((file) => {
      const text = readFileSync(file, "utf8");
      return file.endsWith(".sources") ? readStanzas(text) : readLines(text);
    });
  const wanted = lines.filter(
    (entry) =>
      suites.includes(entry.suite) &&
      entry.components.includes("main") &&
      (entry.signedBy === "" || entry.signedBy.includes("debian-archive")),
  );
  const resolved = wanted.flatMap((entry) => {
    const uri = resolveMirrorList(entry.uri);
    return uri === null ? [] : [`deb ${uri} ${entry.suite} main`];
  });
  // Updates alone make no system.
  return resolved.some((line) => line.endsWith(` ${suite} main`)) ? [...new Set(resolved)] : [];
}

/** The machine's settings for reaching its sources (a proxy, a frozen mirror whose dates are long past). */
export async function aptOptions(): Promise<string[]> {
  if (findExecutable("apt-config") === null) return [];
  const keys = [
    "Acquire::http::Proxy",
    "Acquire::https::Proxy",
    "Acquire::Check-Valid-Until",
    "Acquire::Check-Date",
  ];
  const dump = await run(["apt-config", "dump", ...keys]);
  return dump.stdout
    .split("\n")
    .filter((line) => keys.some((key) => line.startsWith(`${key} "`)) && !line.endsWith('"";'));
}

type Entry = { uri: string; suite: string; components: string[]; signedBy: string };

/** `deb [signed-by=…] URI SUITE COMPONENT…` */
function readLines(text: string): Entry[] {
  return text.split("\n").flatMap((line) => {
    const parts = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line);
    if (parts === null) return [];
    const [, options = "", uri = "", suite = "", components = ""] = parts;
    const signedBy = /signed-by=(\S+)/i.exec(options)?.[1] ?? "";
    return [{ uri, suite, components: components.trim().split(/\s+/), signedBy }];
  });
}

/** Paragraphs of `Field: value`, continued on lines that begin with a space. */
function readStanzas(text: string): Entry[] {
  const withoutComments = text
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n");
  return withoutComments.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = new Map<string, string>();
    for (const line of stanza.replaceAll(/\n[ \t]+/g, " ").split("\n")) {
      const colon = line.indexOf(":");
      if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
    }
    const words = (name: string): string[] =>
      (fields.get(name) ?? "").split(/\s+/).filter((word) => word !== "");
    if (!words("types").includes("deb") || fields.get("enabled")?.toLowerCase() === "no") return [];
    const common = { components: words("components"), signedBy: fields.get("signed-by") ?? "" };
    return words("uris").flatMap((uri) => words("suites").map((suite) => ({ uri, suite, ...common })));
  });
}

/** Cloud machines name a file of mirrors instead of a mirror; other schemes (cdrom, file) are of no use in an image. */
function resolveMirrorList(uri: string): string | null {
  if (/^https?:\/\//.test(uri)) return uri;
  const list = /^mirror\+file:(?:\/\/)?(\/\S+)$/.exec(uri)?.[1];
  if (list === undefined || !existsSync(list)) return null;
  return (
    readFileSync(list, "utf8")
      .split(/\s+/)
      .find((word) => /^https?:\/\//.test(word)) ?? null
  );
}

function listFolder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".list") || name.endsWith(".sources"))
    .toSorted()
    .map((name) => join(folder, name));
}
