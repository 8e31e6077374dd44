/** The environment of child processes of the tests: ours, with some variables set or taken away. */
export function childEnvironment(changes: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const environment = { ...process.env, ...changes };
  for (const [name, value] of Object.entries(environment)) if (value === undefined) delete environment[name];
  return environment;
}

/** How often the verdict matrix runs; many times only when asked for (MATRIX_ROUNDS), because it takes a while. */
export const matrixRounds = Number(process.env["MATRIX_ROUNDS"] ?? 2);

/** Docker runtime for sandboxes that do not choose one (SANDBOX_RUNTIME), to run any suite on gVisor. */
export const sandboxRuntime = process.env["SANDBOX_RUNTIME"];

/** How many submissions the soak test makes; thousands only when asked for (SOAK_COUNT), because it takes long. */
export const soakCount = Number(process.env["SOAK_COUNT"] ?? 60);

/** The storm of the fault tests: what is random in it, how many submissions, and for how long things are killed. */
export const faultSeed = Number(process.env["FAULT_SEED"] ?? Date.now() % 1_000_000);
export const faultJobs = Number(process.env["FAULT_JOBS"] ?? 100);
export const faultSeconds = Number(process.env["FAULT_SECONDS"] ?? 40);
