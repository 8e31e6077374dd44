import type { ImportReport, LabelledSubmission } from "#contract/package.ts";
import { deriveCpuMs } from "#packages/limits.ts";
import type { ProblemPackage } from "#packages/read-package.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import type { Services } from "../services.ts";
import { createSubmission } from "../submissions/create-submission.ts";
import { followSubmission } from "../submissions/follow-submission.ts";
import { getSubmission } from "../submissions/get-submission.ts";

/** Longer than any package takes on an engine that has workers at all. */
const PATIENCE_MS = 10 * 60_000;

/** Judges the accepted submissions with a generous limit; the format says how the limit follows from the slowest. */
export async function deriveTimeLimit(
  services: Services,
  caller: Caller,
  { report, problem }: { report: ImportReport; problem: ProblemPackage },
): Promise<ImportReport> {
  const { timeLimit, slug } = problem;
  if (timeLimit.kind === "given") return report;
  const findings = [...report.findings];
  const accepted = (await services.packages.listSubmissions(slug))?.filter(
    ({ expected }) => expected.join() === "AC",
  );
  const signal = AbortSignal.timeout(PATIENCE_MS);
  let slowestCpuMs = 0;
  for (const submission of accepted ?? []) {
    const judged = await judge(services, caller, { submission, slug, signal });
    if (typeof judged === "number") {
      slowestCpuMs = Math.max(slowestCpuMs, judged);
      continue;
    }
    findings.push({
      level: "warning",
      file: `submissions/${submission.name}`,
      message: `Not counted for the time limit: ${judged}`,
    });
  }
  if (slowestCpuMs === 0) {
    const message =
      "The time limit could not be derived; a generous one counts. Set limits.time_limit, or import again.";
    findings.push({ level: "warning", file: "problem.yaml", message });
    return { ...report, findings };
  }
  const cpuMs = Math.min(deriveCpuMs(timeLimit, slowestCpuMs), services.maxLimits.cpuMs);
  await services.packages.setCpuMs(slug, cpuMs);
  const message = `Time limit ${cpuMs} ms: the slowest accepted submission took ${slowestCpuMs} ms.`;
  findings.push({ level: "note", file: "problem.yaml", message });
  return { ...report, cpuMs, findings };
}

type Job = { submission: LabelledSubmission; slug: string; signal: AbortSignal };

/** How long the slowest test took, or why that says nothing. */
async function judge(
  services: Services,
  caller: Caller,
  { submission, slug, signal }: Job,
): Promise<number | string> {
  try {
    const { language, files } = submission;
    const request = { language, files, problem: slug, stopOnFirstFail: true };
    const { id, cursor } = await createSubmission(services, caller, request);
    for await (const _ of followSubmission(services, { id, after: cursor, signal }));
    const { verdict, totals } = await getSubmission(services, id);
    if (verdict === "AC") return totals?.maxCpuMs ?? 0;
    return verdict === null ? "it had no verdict in time." : `expected AC, got ${verdict}.`;
  } catch (error) {
    // The problem is stored already: what one of its submissions is refused for belongs into the report.
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
