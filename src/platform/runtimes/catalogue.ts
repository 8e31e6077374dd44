import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { CompileLimits } from "#contract/limits.ts";
import { contentHash } from "./content-hash.ts";
import { RuntimeDefinition, RuntimeSlug, type Runtime } from "./runtime-schema.ts";

/**
 * The languages this engine speaks: `runtimes/<slug>/runtime.json`, read once at start. Gateway, worker and image
 * building all use this one reading, so they agree on slugs, aliases, limits and image names.
 */

const IMAGE_REPOSITORY = "code-exec-engine";

/** Tests and metadata of a runtime: they do not change its image. */
const NOT_IN_IMAGE = ["smoke/", "runtime.json"];

/** What a program's environment starts from; a runtime's own `env` goes on top. */
export const BASE_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/work",
  LANG: "C.UTF-8",
  TMPDIR: "/tmp",
};

export type CatalogueOptions = {
  /** Folder with one folder per language. */
  runtimesDir: string;
  /** Sources of the runner, part of every image; `worker/runner` beside the runtimes by default. */
  runnerDir?: string;
};

/** Reads every language. Throws one readable error that names the file and the field when something is wrong. */
export function loadRuntimeCatalogue(options: CatalogueOptions): RuntimeCatalogue {
  const { runtimesDir } = options;
  const runnerDir = options.runnerDir ?? join(dirname(runtimesDir), "worker", "runner");
  const runtimes = readdirSync(runtimesDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(runtimesDir, entry.name, "runtime.json")))
    .map((entry) => entry.name)
    .toSorted()
    .map((slug) => readRuntime(runtimesDir, slug));
  return new RuntimeCatalogue(runtimes, { runtimesDir, runnerDir });
}

export class RuntimeCatalogue {
  /** Sorted by slug. */
  readonly runtimes: readonly Runtime[];
  readonly #bySlug = new Map<string, Runtime>();
  readonly #byName = new Map<string, Runtime>();
  readonly #folders: Required<CatalogueOptions>;
  readonly #tags = new Map<string, string>();

  constructor(runtimes: readonly Runtime[], folders: Required<CatalogueOptions>) {
    this.runtimes = runtimes;
    this.#folders = folders;
    for (const runtime of runtimes) {
      this.#bySlug.set(runtime.slug, runtime);
      this.#addName(runtime.slug, runtime);
    }
    for (const runtime of runtimes) {
      for (const alias of runtime.aliases) this.#addName(alias, runtime);
    }
  }

  /** By slug only. */
  get(slug: string): Runtime | undefined {
    return this.#bySlug.get(slug);
  }

  /** By slug or alias, in any case. */
  resolve(nameOrAlias: string): Runtime | undefined {
    return this.#byName.get(nameOrAlias.toLowerCase());
  }

  /** Languages that use this file extension (with or without its dot), by slug. */
  byExtension(extension: string): readonly Runtime[] {
    const bare = extension.replace(/^\./, "");
    return this.runtimes.filter((runtime) => runtime.extensions.includes(bare));
  }

  /**
   * Name of the image this very content builds: over everything in the runtime's folder except its tests and
   * `runtime.json`, and everything in `worker/runner/`. Computed once. Throws for an unknown slug.
   */
  imageTag(slug: string): string {
    if (!this.#bySlug.has(slug)) throw new Error(`There is no runtime "${slug}".`);
    return this.#tag(slug, () =>
      contentHash([
        { folder: join(this.#folders.runtimesDir, slug), ignore: NOT_IN_IMAGE },
        this.#runnerFolder(),
      ]),
    );
  }

  /** Name of the image that holds nothing but the runner; every runtime's Dockerfile copies from it. */
  runnerImageTag(): string {
    return this.#tag("runner", () => contentHash([this.#runnerFolder()]));
  }

  #runnerFolder(): { folder: string } {
    return { folder: this.#folders.runnerDir };
  }

  #tag(name: string, hash: () => string): string {
    const known = this.#tags.get(name);
    if (known !== undefined) return known;
    const tag = `${IMAGE_REPOSITORY}/${name.replaceAll(/[+#]/g, "x")}:${hash()}`;
    this.#tags.set(name, tag);
    return tag;
  }

  #addName(name: string, runtime: Runtime): void {
    const key = name.toLowerCase();
    const taken = this.#byName.get(key);
    if (taken !== undefined && taken !== runtime) {
      throw new Error(`"${name}" names both the runtime "${taken.slug}" and the runtime "${runtime.slug}".`);
    }
    this.#byName.set(key, runtime);
  }
}

/**
 * The memory a language's program gets when a problem allows `memoryBytes`: what the interpreter itself needs comes
 * on top, so that one limit is fair to every language.
 */
export function effectiveMemoryBytes(runtime: Runtime, memoryBytes: number): number {
  return Math.ceil(memoryBytes * runtime.limits.memoryFactor) + runtime.limits.extraMemoryBytes;
}

/** For languages without a compiler: the bounds of the syntax check. */
const CHECK_LIMITS: CompileLimits = {
  cpuMs: 10_000,
  wallMs: 20_000,
  memoryBytes: 512 * 1024 * 1024,
  outputBytes: 1024 * 1024,
};

/** What a language's compiler may use when nobody says otherwise. */
export function compileLimitsOf(runtime: Runtime): CompileLimits {
  return runtime.compile?.limits ?? CHECK_LIMITS;
}

function readRuntime(runtimesDir: string, slug: string): Runtime {
  const file = join(runtimesDir, slug, "runtime.json");
  const problem = RuntimeSlug.safeParse(slug);
  if (!problem.success) throw new Error(`${join(runtimesDir, slug)}: ${z.prettifyError(problem.error)}`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const parsed = RuntimeDefinition.safeParse(json);
  if (!parsed.success) throw new Error(`${file} is not a runtime:\n${z.prettifyError(parsed.error)}`);
  return { ...parsed.data, slug };
}
