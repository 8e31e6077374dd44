import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { childEnvironment } from "./env.ts";

/** Ids of the containers a worker left on this host, running or not. */
export async function containersOf(workerId: string, dockerHost: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    "docker",
    ["ps", "--all", "--quiet", "--filter", `label=engine.worker-id=${workerId}`],
    { env: childEnvironment({ DOCKER_HOST: dockerHost === "" ? undefined : dockerHost }) },
  );
  return stdout.split("\n").filter((line) => line !== "");
}
