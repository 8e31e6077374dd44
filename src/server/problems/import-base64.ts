import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImportProblemInput, ImportReport } from "#contract/package.ts";
import type { Caller } from "../caller.ts";
import type { Services } from "../services.ts";
import { decodeBase64 } from "../submissions/parse-files.ts";
import { importPackage } from "./import-package.ts";

/** A small package inside a request. */
export async function importBase64(
  services: Services,
  caller: Caller,
  { contentBase64, slug, dryRun = false }: ImportProblemInput,
): Promise<ImportReport> {
  const folder = await mkdtemp(join(tmpdir(), "engine-package-"));
  try {
    const path = join(folder, "package.zip");
    await writeFile(path, decodeBase64(contentBase64, "contentBase64"));
    return await importPackage(services, caller, { path, slug, dryRun });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
