import type { Session } from "../../../worker/sandbox/sandbox.ts";
import {
  compileRequest,
  execCollect,
  MIB,
  runRequest,
  runtimeOf,
  sourceOf,
  type TestSandbox,
} from "../../support/sandbox.ts";
import { NEIGHBOUR } from "./programs.ts";

/** A program in a container of its own that is busy on the core of the slot, for as long as its session lives. */
export async function startNeighbour({ sandbox }: TestSandbox, slot: number): Promise<Session> {
  const runtime = runtimeOf("c");
  const session = await sandbox.acquire({ language: "c", memoryBytes: 128 * MIB, slot });
  session.begin([sourceOf(runtime, NEIGHBOUR)]);
  const compile = compileRequest(runtime);
  if (compile !== null) await execCollect(session, compile);
  await new Promise<void>((resolve, reject) => {
    const request = runRequest(runtime, { limits: { cpuMs: 600_000, wallMs: 600_000 } });
    session
      .exec(request, { onStdout: () => resolve() })
      .then(() => reject(new Error("The neighbour ended.")), reject);
  });
  return session;
}
