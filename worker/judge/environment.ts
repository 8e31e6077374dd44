import { BASE_ENVIRONMENT } from "#platform/runtimes/catalogue.ts";

export type Environment = Readonly<Record<string, string>>;

const MIB = 1024 * 1024;

/** The whole environment of a program: the base, and what its runtime adds. */
export function environmentFor(own: Environment): Environment {
  return { ...BASE_ENVIRONMENT, ...own };
}

/** Replaces `{memoryMiB}` by the memory limit. */
export function fillArguments(argv: readonly string[], memoryBytes: number): string[] {
  return argv.map((argument) => argument.replaceAll("{memoryMiB}", String(Math.floor(memoryBytes / MIB))));
}
