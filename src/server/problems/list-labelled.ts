import type { LabelledSubmission } from "#contract/package.ts";
import type { Services } from "../services.ts";
import { findProblem } from "./get-problem.ts";

/** The submissions that came with a problem's package. */
export async function listLabelled(services: Services, slug: string): Promise<LabelledSubmission[]> {
  const problem = await findProblem(services, slug);
  return (await services.packages.listSubmissions(problem.slug)) ?? [];
}
