import { openAsBlob } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ImportReport } from "#contract/package.ts";
import { CommandError } from "./command-error.ts";
import type { Engine } from "./engine.ts";
import { zipFolder } from "./zip-folder.ts";

export type ImportOptions = { json: boolean; slug: string | undefined; dryRun: boolean };

export async function importFrom(engine: Engine, path: string, options: ImportOptions): Promise<number> {
  const report = await upload(engine, path, options);
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : describeReport(report));
  return hasErrors(report) ? 1 : 0;
}

export function hasErrors({ findings }: ImportReport): boolean {
  return findings.some(({ level }) => level === "error");
}

/** Sends a folder or archive; the answer is the engine's report, errors in the package included. */
export async function upload(
  engine: Engine,
  path: string,
  { slug, dryRun }: Omit<ImportOptions, "json">,
): Promise<ImportReport> {
  const facts = await stat(path).catch(() => null);
  if (facts === null) throw new CommandError(`There is no ${path}. Name a package's folder or its zip.`);
  if (!facts.isDirectory()) return send(engine, path, { slug: slug ?? archiveName(path), dryRun });
  const folder = await mkdtemp(join(tmpdir(), "engine-package-"));
  try {
    const zip = join(folder, "package.zip");
    await zipFolder(path, zip);
    return await send(engine, zip, { slug, dryRun });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function archiveName(path: string): string {
  return basename(path).replace(/\.(?:zip|kpp)$/i, "");
}

async function send(
  engine: Engine,
  zip: string,
  { slug, dryRun }: Pick<ImportOptions, "slug" | "dryRun">,
): Promise<ImportReport> {
  const url = new URL("/api/problems/import", engine.url);
  if (slug !== undefined) url.searchParams.set("slug", slug);
  if (dryRun) url.searchParams.set("dryRun", "1");
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${engine.token}`, "content-type": "application/zip" },
    body: await openAsBlob(zip),
  });
  const answer: unknown = await response.json();
  const report = ImportReport.safeParse(answer);
  if (report.success) return report.data;
  const { error } = answer as { error?: { message?: string } };
  throw new CommandError(error?.message ?? `The engine answered ${response.status}.`);
}

export function describeReport(report: ImportReport): string {
  const { slug, title, applied, isNew, dataChanged, cpuMs, memoryBytes } = report;
  const findings = report.findings.map(
    ({ level, file, message }) => `  ${level.padEnd(7)}  ${file}: ${message}\n`,
  );
  const done = isNew ? "Imported" : "Imported again";
  const outcome = applied
    ? done
    : hasErrors(report)
      ? "Not imported, there are errors"
      : "Preview, nothing changed";
  const limits = [
    cpuMs === null ? "time limit to be derived" : `${cpuMs} ms`,
    memoryBytes === null ? "" : `${Math.round(memoryBytes / 1024 / 1024)} MiB`,
  ].filter(Boolean);
  const tests = `${report.samples} samples, ${report.secretTests} secret tests${isNew || !dataChanged ? "" : " (changed)"}`;
  return [
    `${outcome}: ${slug} (${title})\n`,
    `  ${tests}; ${limits.join(", ")}; checker ${report.checker}; ${report.submissions.length} submissions\n`,
    ...findings,
  ].join("");
}
