/** The environment of child processes of the tests: ours, with some variables set or taken away. */
export function childEnvironment(changes: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const environment = { ...process.env, ...changes };
  for (const [name, value] of Object.entries(environment)) if (value === undefined) delete environment[name];
  return environment;
}

/** How often the verdict matrix runs; many times only when asked for (MATRIX_ROUNDS), because it takes a while. */
export const matrixRounds = Number(process.env["MATRIX_ROUNDS"] ?? 2);
