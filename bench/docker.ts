import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { loadRuntimeCatalogue } from "../src/platform/runtimes/catalogue.ts";
import { childEnvironment } from "../tests/support/env.ts";
import type { BenchProgram } from "./programs.ts";
import type { Samples } from "./samples.ts";

/** Runs the docker command line; rejects with what it wrote when it fails. */
export type DockerCommand = (args: readonly string[], stdin?: string) => Promise<string>;

export function dockerCommand(dockerHost: string): DockerCommand {
  const env = childEnvironment({
    DOCKER_HOST: dockerHost === "" ? undefined : dockerHost,
    DOCKER_BUILDKIT: "0",
  });
  return async (args, stdin = "") => {
    const running = promisify(execFile)("docker", [...args], { env, maxBuffer: 64 << 20 });
    running.child.stdin?.end(stdin);
    return (await running).stdout;
  };
}

/**
 * The language's image as others have it: the same compiler, without our precompiled header. Answers its name;
 * `remove` takes it away again.
 */
export async function plainImage(
  docker: DockerCommand,
  language: string,
): Promise<{ image: string; remove: () => Promise<unknown> }> {
  const base = loadRuntimeCatalogue({ runtimesDir: "runtimes" }).imageTag(language);
  const image = `code-exec-engine/bench-${language}:plain`;
  const dockerfile = `FROM ${base}\nRUN find /usr -name '*.gch' -delete\nENTRYPOINT []\nWORKDIR /tmp\n`;
  await docker(["build", "--network", "none", "--tag", image, "-"], dockerfile);
  return { image, remove: () => docker(["rmi", image]) };
}

/** Compile and run in a loop inside one container, so that nothing but the commands themselves is measured. */
export async function measureBare(
  docker: DockerCommand,
  { image, program, rounds }: { image: string; program: BenchProgram; rounds: number },
): Promise<Samples> {
  const script = `
    cat > ${program.file}
    for ((i = 0; i < ${rounds + 1}; i++)); do
      begin=$EPOCHREALTIME
      { ${program.bare}; } > /dev/null
      end=$EPOCHREALTIME
      echo $(( \${end/./} - \${begin/./} ))
    done`;
  const output = await docker(
    ["run", "--rm", "-i", "--network", "none", image, "bash", "-c", script],
    program.source,
  );
  const [, ...samples] = output
    .trim()
    .split("\n")
    .map((micros) => Number(micros) / 1_000);
  return samples;
}

/** The common way: one fresh container for every job. */
export async function measureDockerRun(
  docker: DockerCommand,
  { image, program, rounds }: { image: string; program: BenchProgram; rounds: number },
): Promise<Samples> {
  const samples: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const begin = performance.now();
    const script = `cat > ${program.file} && ${program.bare}`;
    await docker(["run", "--rm", "-i", "--network", "none", image, "bash", "-c", script], program.source);
    if (round > 0) samples.push(performance.now() - begin);
  }
  return samples;
}
