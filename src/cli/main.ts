import { readCommandEnv } from "#platform/env.ts";
import { PackageError } from "#platform/packages/package-error.ts";
import { CommandError } from "./command-error.ts";
import { connect } from "./engine.ts";
import { importFrom } from "./import-problem.ts";
import { verifyProblem } from "./verify-problem.ts";

/** `npm run engine -- …`: what operators and authors do with a running engine. */

const USAGE = `Usage:
  npm run engine -- problem import <folder or zip> [--dry-run] [--slug=name] [--json]
  npm run engine -- problem verify <slug or folder or zip> [--json]

Talks to ENGINE_URL as ENGINE_TOKEN; without them to the engine on this machine (PORT) as its seeded admin.
`;

async function main(words: readonly string[]): Promise<number> {
  const flags = words.filter((word) => word.startsWith("--"));
  const [noun, verb, what, ...rest] = words.filter((word) => !word.startsWith("--"));
  const slug = flags.find((flag) => flag.startsWith("--slug="))?.slice("--slug=".length);
  const unknown = flags.filter((flag) => !/^--(?:json|dry-run|slug=.+)$/.test(flag));
  if (noun !== "problem" || what === undefined || rest.length > 0 || unknown.length > 0) {
    process.stderr.write(USAGE);
    return 2;
  }
  const json = flags.includes("--json");
  if (verb === "import") {
    const engine = await connect(readCommandEnv());
    return importFrom(engine, what, { json, slug, dryRun: flags.includes("--dry-run") });
  }
  if (verb === "verify") {
    const engine = await connect(readCommandEnv());
    return verifyProblem(engine, what, { json, slug });
  }
  process.stderr.write(USAGE);
  return 2;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isExpected = error instanceof CommandError || error instanceof PackageError;
  process.stderr.write(
    `${isExpected ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = 2;
}
