import type { Language } from "#contract/language.ts";
import { DEFAULT_LIMITS, defaultWallMs } from "#contract/limits.ts";
import type { WorkerStatus } from "#contract/system.ts";
import { compileLimitsOf, type RuntimeCatalogue } from "#platform/runtimes/catalogue.ts";
import type { Runtime } from "#platform/runtimes/runtime-schema.ts";
import { AppError } from "./app-error.ts";
import type { Services } from "./services.ts";
import { listWorkers } from "./system/list-workers.ts";

/** A language by slug or alias; `LANGUAGE_UNKNOWN` names the ones there are. */
export function resolveRuntime(catalogue: RuntimeCatalogue, name: string): Runtime {
  const runtime = catalogue.resolve(name);
  if (runtime) return runtime;
  const known = catalogue.runtimes.map(({ slug }) => slug).join(", ");
  throw new AppError("LANGUAGE_UNKNOWN", `There is no such language here. Known: ${known}.`);
}

/** Every language, with the exact version as live workers report it. */
export async function listLanguages(services: Services): Promise<Language[]> {
  const workers = await listWorkers(services);
  return services.catalogue.runtimes.map((runtime) => toLanguage(runtime, workers));
}

function toLanguage(runtime: Runtime, workers: readonly WorkerStatus[]): Language {
  const version = workers
    .map((worker) => worker.languages[runtime.slug])
    .find((known) => known !== undefined);
  const { timeFactor, memoryFactor } = runtime.limits;
  const cpuMs = Math.round(DEFAULT_LIMITS.cpuMs * timeFactor);
  return {
    slug: runtime.slug,
    name: runtime.name,
    version: version ?? null,
    aliases: [...runtime.aliases],
    extensions: [...runtime.extensions],
    monacoLanguage: runtime.monacoLanguage,
    sourceFile: runtime.sourceFile,
    template: runtime.template,
    compileCommand: runtime.compile ? runtime.compile.argv.join(" ") : null,
    runCommand: runtime.run.argv.join(" "),
    defaultLimits: {
      ...DEFAULT_LIMITS,
      cpuMs,
      wallMs: defaultWallMs(cpuMs),
      memoryBytes: Math.round(DEFAULT_LIMITS.memoryBytes * memoryFactor),
      compile: compileLimitsOf(runtime),
    },
    available: version !== undefined,
  };
}
