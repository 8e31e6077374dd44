import { collectEvents, type Trpc } from "../tests/support/client.ts";
import type { BenchProgram } from "./programs.ts";
import type { Samples } from "./samples.ts";

const WARM_UP_ROUNDS = 5;

/** From calling `submission.create` to receiving the `finished` event, one after the other on an idle engine. */
export async function measureEngine(
  trpc: Trpc,
  { program, rounds }: { program: BenchProgram; rounds: number },
): Promise<Samples> {
  const samples: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + rounds; round += 1) {
    const begin = performance.now();
    const { id, cursor } = await trpc.submission.create.mutate({
      language: program.language,
      source: program.source,
      tests: [{ stdin: "", expectedStdout: "Hello, world!\n" }],
    });
    const last = (await collectEvents(trpc, id, cursor)).at(-1)?.event;
    if (last?.type !== "finished" || last.verdict !== "AC") {
      throw new Error(`${program.title} was not accepted: ${JSON.stringify(last)}`);
    }
    if (round >= WARM_UP_ROUNDS) samples.push(performance.now() - begin);
  }
  return samples;
}
