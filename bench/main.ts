import { cpus } from "node:os";
import { startEngine } from "../tests/support/engine.ts";
import { startTestServices, type TestServices } from "../tests/support/services.ts";
import type { Trpc } from "../tests/support/client.ts";
import { benchBacklog } from "./backlog.ts";
import { dockerCommand, measureBare, measureDockerRun, plainImage } from "./docker.ts";
import { measureEngine } from "./engine.ts";
import { PROGRAMS, type BenchProgram } from "./programs.ts";
import { p50, p95, type Samples } from "./samples.ts";

/**
 * `npm run bench`: what the engine adds to compiling and running, measured in one run on one machine: the bare
 * commands in a loop, the engine when idle, and the common way (`docker run` for every job).
 * `npm run bench -- backlog`: what a long queue costs.
 */

const ROUNDS = { bare: 30, engine: 60, dockerRun: 15 };

type Figures = { program: BenchProgram; bare: Samples; engine: Samples; dockerRun: Samples };

async function measure(services: TestServices, trpc: Trpc, program: BenchProgram): Promise<Figures> {
  const docker = dockerCommand(services.dockerHost);
  const { image, remove } = await plainImage(docker, program.language);
  try {
    return {
      program,
      bare: await measureBare(docker, { image, program, rounds: ROUNDS.bare }),
      engine: await measureEngine(trpc, { program, rounds: ROUNDS.engine }),
      dockerRun: await measureDockerRun(docker, { image, program, rounds: ROUNDS.dockerRun }),
    };
  } finally {
    await remove();
  }
}

function report({ program, bare, engine, dockerRun }: Figures): void {
  const ms = (value: number): string => `${value.toFixed(1).padStart(8)} ms`;
  const line = (name: string, samples: Samples): string =>
    `  ${name.padEnd(34)} p50 ${ms(p50(samples))}   p95 ${ms(p95(samples))}   (${samples.length} runs)`;
  const overBare = (value: number): string => ms(value - p50(bare));
  console.log(`\n${program.title}`);
  console.log(line(`bare: ${program.bare}`.slice(0, 34), bare));
  console.log(line("engine: create → finished event", engine));
  console.log(line("docker run for every job", dockerRun));
  console.log(
    `  engine over bare                   p50 ${overBare(p50(engine))}   p95 ${overBare(p95(engine))}`,
  );
  console.log(`  engine / bare                      ${(p50(engine) / p50(bare)).toFixed(2)} ×`);
  console.log(`  docker run / engine                ${(p50(dockerRun) / p50(engine)).toFixed(2)} ×`);
}

async function benchOverhead(services: TestServices): Promise<void> {
  const engine = await startEngine(services, { workers: 1, environment: { LOG_LEVEL: "warn" } });
  try {
    await engine.untilReady();
    const { trpc } = await engine.createUser("bench");
    for (const program of PROGRAMS) report(await measure(services, trpc, program));
  } finally {
    await engine.stop();
  }
}

const BENCHES = { overhead: benchOverhead, backlog: benchBacklog };

async function main(wanted: string): Promise<void> {
  const bench = Object.entries(BENCHES).find(([name]) => name === wanted)?.[1];
  if (!bench)
    throw new Error(`There is no benchmark "${wanted}"; there are ${Object.keys(BENCHES).join(", ")}.`);
  const { services, stop } = await startTestServices({ durable: true });
  try {
    console.log(`Machine: ${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, Node ${process.version}`);
    await bench(services);
  } finally {
    await stop();
  }
}

await main(process.argv[2] ?? "overhead");
