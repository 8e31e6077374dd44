import { generate } from "./build.ts";
import { describeError } from "./stack-error.ts";
import { stepsOn } from "./steps.ts";

/** `npm run generate`: what the sources need before they can be checked or run. */

try {
  await generate({ steps: stepsOn(process.stdout) });
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
