import { join } from "node:path";
import { readStackEnv } from "./env.ts";
import { startServices } from "./services.ts";
import { Interrupted, watchSignals } from "./shutdown.ts";
import { describeError } from "./stack-error.ts";
import { stepsOn } from "./steps.ts";

/** `npm run runtimes`: builds the images of all languages that are missing, and nothing else. */

try {
  const interrupt = watchSignals();
  const env = readStackEnv();
  const services = await startServices({
    // A folder of its own (the images' excepted), so that it may be run beside a running system.
    dataDir: join(env.dataDir, "runtimes"),
    needs: { images: true },
    given: env,
    steps: stepsOn(process.stdout),
    signal: interrupt.signal,
  });
  await services.stop();
  process.stdout.write("All runtime images are there.\n");
} catch (error) {
  if (!(error instanceof Interrupted)) process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
