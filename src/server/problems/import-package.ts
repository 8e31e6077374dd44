import { createHash } from "node:crypto";
import type { RequestedLimits } from "#contract/limits.ts";
import { RunLimits } from "#contract/limits.ts";
import type { ImportReport, LabelledSubmission, PackageFinding } from "#contract/package.ts";
import { readPackage, type PackageReport, type ProblemPackage } from "#packages/read-package.ts";
import type { PackageSource } from "#packages/package-source.ts";
import type { StoredTest } from "#platform/database/package-repository.ts";
import { boundsFor } from "#platform/packages/entry-names.ts";
import { PackageError } from "#platform/packages/package-error.ts";
import { openZip } from "#platform/packages/zip-source.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import type { Services } from "../services.ts";
import { deriveTimeLimit } from "./derive-time-limit.ts";

export type ImportRequest = {
  /** Of the archive; it is the caller's to remove. */
  path: string;
  slug: string | undefined;
  dryRun: boolean;
};

/** While a time limit is not known yet, accepted submissions may take this long. */
const GENEROUS_CPU_MS = 10_000;
/** Small: the database client holds several copies of what it sends. */
const BATCH_BYTES = 2 * 1024 * 1024;

/** Reads a package and, unless there is an error in it or only a preview is wanted, stores it: all or nothing. */
export async function importPackage(
  services: Services,
  caller: Caller,
  request: ImportRequest,
): Promise<ImportReport> {
  const { slug, path, dryRun } = request;
  try {
    const zip = await openZip(path, boundsFor(services.packageMaxBytes));
    try {
      const source: PackageSource = { ...zip, name: slug ?? zip.name };
      const read = await readPackage(source);
      const { report, applied } = await apply({ services, source, dryRun }, read);
      if (!applied || read.problem.timeLimit.kind === "given") return report;
      return await deriveTimeLimit(services, caller, { report, problem: read.problem });
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof PackageError) throw new AppError("PACKAGE_REFUSED", error.message, { cause: error });
    throw error;
  }
}

type Target = { services: Services; source: PackageSource; dryRun: boolean };

async function apply(
  { services, source, dryRun }: Target,
  { problem, findings }: PackageReport,
): Promise<{ report: ImportReport; applied: boolean }> {
  const all: PackageFinding[] = [...findings];
  const limits = cappedLimits(services, problem, all);
  const applied = !dryRun && !all.some(({ level }) => level === "error");
  const dataHash = await hashData(source, problem);
  const facts = applied
    ? await services.packages.store({
        ...problem,
        checkerFiles: problem.checkerFiles.map(({ name, content }) => ({
          name,
          content: Uint8Array.from(content),
        })),
        limits,
        dataHash,
        submissions: problem.submissions.map(toLabelled),
        tests: () => batches(source, problem),
      })
    : await services.packages.compare(problem.slug, dataHash);
  const { timeLimit, tests } = problem;
  const report: ImportReport = {
    slug: problem.slug,
    title: problem.title,
    applied,
    ...facts,
    cpuMs: timeLimit.kind === "given" ? (limits.cpuMs ?? null) : null,
    memoryBytes: limits.memoryBytes ?? null,
    checker: problem.checker.kind,
    samples: tests.filter(({ sample }) => sample).length,
    secretTests: tests.filter(({ sample }) => !sample).length,
    tests: tests.map(({ name, input, answer, visibility }) => ({
      name,
      visibility,
      bytes: (source.files.get(input)?.bytes ?? 0) + (source.files.get(answer)?.bytes ?? 0),
    })),
    submissions: problem.submissions.map(({ name, language, expected }) => ({ name, language, expected })),
    findings: all,
  };
  return { report, applied };
}

/** What the package asks for, as far as the operator lets it. */
function cappedLimits(
  services: Services,
  problem: ProblemPackage,
  findings: PackageFinding[],
): RequestedLimits {
  const { maxLimits } = services;
  const cpuMs = problem.timeLimit.kind === "given" ? problem.timeLimit.cpuMs : GENEROUS_CPU_MS;
  const { compile, ...limits } = { ...problem.limits, cpuMs };
  const cap = (name: keyof typeof maxLimits & keyof typeof limits, quiet: boolean): void => {
    const [wanted, most] = [limits[name], maxLimits[name]];
    if (wanted === undefined || typeof most !== "number" || wanted <= most) return;
    limits[name] = most;
    if (!quiet)
      findings.push({
        level: "warning",
        file: "problem.yaml",
        message: `${name}: the package wants ${wanted}, this engine allows ${most}. Judged with ${most}.`,
      });
  };
  for (const name of RunLimits.keyof().options) cap(name, name === "stackBytes" || name === "memoryBytes");
  cap("sourceBytes", false);
  if (compile === undefined) return limits;
  const least = (wanted: number | undefined, most: number): number | undefined =>
    wanted === undefined ? undefined : Math.min(wanted, most);
  const capped = {
    cpuMs: least(compile.cpuMs, maxLimits.compile.cpuMs),
    wallMs: least(compile.wallMs, maxLimits.compile.wallMs),
    memoryBytes: least(compile.memoryBytes, maxLimits.compile.memoryBytes),
  };
  return { ...limits, compile: capped };
}

function toLabelled({
  name,
  language,
  expected,
  files,
}: ProblemPackage["submissions"][number]): LabelledSubmission {
  const decoder = new TextDecoder();
  return {
    name,
    language,
    expected,
    files: files.map((file) => ({ name: file.name, content: decoder.decode(file.content) })),
  };
}

/** Tests and checker: what decides verdicts. Names of tests count, texts of the statement do not. */
async function hashData(source: PackageSource, problem: ProblemPackage): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(problem.checker));
  const add = (label: string, content: Uint8Array): void => {
    hash.update(`\n${label} ${content.byteLength}\n`).update(content);
  };
  for (const { name, content } of problem.checkerFiles) add(name, content);
  for (const { name, visibility, input, answer } of problem.tests) {
    add(`${name} ${visibility}`, await source.read(input));
    add("answer", await source.read(answer));
  }
  return hash.digest("hex");
}

async function* batches(source: PackageSource, problem: ProblemPackage): AsyncGenerator<StoredTest[]> {
  let batch: StoredTest[] = [];
  let bytes = 0;
  for (const [index, { name, sample, visibility, input, answer }] of problem.tests.entries()) {
    const stdin = Uint8Array.from(await source.read(input));
    const expected = Uint8Array.from(await source.read(answer));
    batch.push({ index, name, sample, visibility, stdin, expected });
    bytes += stdin.byteLength + expected.byteLength;
    if (bytes < BATCH_BYTES) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}
