import { stat } from "node:fs/promises";
import type { LabelledSubmission } from "#contract/package.ts";
import type { Submission } from "#contract/submission.ts";
import { isFinal } from "#contract/verdict.ts";
import { CommandError } from "./command-error.ts";
import type { Engine } from "./engine.ts";
import { describeReport, hasErrors, upload } from "./import-problem.ts";

/** One line of the result; `expected` is the verdict of its label, or several that are all right. */
type Verified = {
  submission: string;
  expected: string;
  verdict: string;
  ok: boolean;
  cpuMs: number | null;
  memoryBytes: number | null;
};

const PARALLEL = 2;
const POLL_MS = 500;

/** Judges every submission of a package with the engine itself. Answers 1 when one got what it should not. */
export async function verifyProblem(
  engine: Engine,
  what: string,
  { json, slug: wanted }: { json: boolean; slug: string | undefined },
): Promise<number> {
  const slug = await importedSlug(engine, what, wanted);
  const submissions = await engine.trpc.problem.submissions.query({ slug });
  const results: Verified[] = Array.from({ length: submissions.length });
  const waiting = [...submissions.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, submission] = next;
      const result = await verify(engine, slug, submission);
      results[index] = result;
      if (!json) process.stdout.write(describe(result));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  const missed = results.filter(({ ok }) => !ok).length;
  if (json) {
    process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  } else {
    const summary = missed === 0 ? "all as expected" : `${missed} not as expected`;
    process.stdout.write(`${slug}: ${results.length} submissions, ${summary}\n`);
  }
  return missed === 0 ? 0 : 1;
}

/** A folder or archive is imported first, so that what is verified is what is stored. */
async function importedSlug(engine: Engine, what: string, wanted: string | undefined): Promise<string> {
  const isThere = await stat(what).catch(() => null);
  if (isThere === null) return what;
  const report = await upload(engine, what, { slug: wanted, dryRun: false });
  process.stderr.write(describeReport(report));
  if (hasErrors(report)) throw new CommandError("The package has errors, so nothing was judged.");
  return report.slug;
}

async function verify(engine: Engine, slug: string, submission: LabelledSubmission): Promise<Verified> {
  const { name, language, files, expected } = submission;
  const judged = await judge(engine, { language, files, problem: slug, stopOnFirstFail: true });
  const { verdict, totals } = judged;
  return {
    submission: name,
    expected: expectedName(expected),
    verdict: verdict ?? "none",
    ok: verdict !== null && expected.includes(verdict),
    cpuMs: totals?.maxCpuMs ?? null,
    memoryBytes: totals?.maxMemoryBytes ?? null,
  };
}

type Request = Parameters<Engine["trpc"]["submission"]["create"]["mutate"]>[0];

async function judge(engine: Engine, request: Request): Promise<Submission> {
  const { id } = await engine.trpc.submission.create.mutate(request);
  for (;;) {
    const snapshot = await engine.trpc.submission.get.query({ id });
    if (isFinal(snapshot.status)) return snapshot;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** What a label allows besides its own verdict (a presentation error for a wrong answer) is not spelled out. */
function expectedName(expected: LabelledSubmission["expected"]): string {
  const names = expected.filter((verdict) => !(verdict === "PE" && expected.includes("WA")));
  const isCrash = names[0] === "RE" && names.length === 3;
  return isCrash ? "RE" : names.join("|");
}

function describe({ submission, expected, verdict, ok, cpuMs, memoryBytes }: Verified): string {
  const memory = memoryBytes === null ? "" : `${(memoryBytes / 1024 / 1024).toFixed(1)} MiB`;
  const time = cpuMs === null ? "" : `${cpuMs} ms`;
  const mark = ok ? "ok  " : "MISS";
  return `${mark}  ${submission.padEnd(44)} expected ${expected.padEnd(6)} got ${verdict.padEnd(5)} ${time.padStart(8)} ${memory.padStart(11)}\n`;
}
