import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import type { Logger } from "#platform/logger.ts";
import type { ContainerEngine } from "./container-engine.ts";
import type { ContainerRemover } from "./container-remover.ts";
import type { ContainerSpec } from "./container-spec.ts";
import { CodedSandboxError } from "./errors.ts";
import { RunnerContainer, type ContainerEvents } from "./runner-container.ts";
import type { UidPool } from "./uid-pool.ts";

export type StarterOptions = {
  engine: ContainerEngine;
  remover: ContainerRemover;
  uids: UidPool;
  events: ContainerEvents;
  logger: Logger;
  /** A runner that has not greeted after this is given up, milliseconds. */
  readyTimeoutMs: number;
};

export type StartRequest = Omit<ContainerSpec, "uid" | "name"> & { imageDigest: string };

/**
 * Brings one container up to the runner's greeting: create, attach, start, READY. On any failure nothing is left:
 * the container is removed and its user id returned once it is gone. Rejects with a `SandboxError`.
 */
export async function startContainer(
  options: StarterOptions,
  request: StartRequest,
): Promise<RunnerContainer> {
  const { engine, uids } = options;
  const { imageDigest, ...spec } = request;
  const uid = uids.acquire();
  const name = `engine-${randomBytes(8).toString("hex")}`;
  let id: string;
  try {
    id = await engine.create({ ...spec, uid, name });
  } catch (error) {
    // Where Docker may have gone on without us, the name finds what it made.
    if (error instanceof CodedSandboxError && error.code === "docker-lost")
      void disposeOf(options, { id: name, uid });
    else uids.release(uid);
    throw error;
  }
  const { language, memoryBytes } = spec;
  let socket: Duplex | undefined;
  let container: RunnerContainer | undefined;
  try {
    socket = await engine.attach(id);
    container = new RunnerContainer({ id, uid, language, imageDigest, memoryBytes }, socket, options);
    await engine.start(id);
    await greeting(container, options.readyTimeoutMs);
    return container;
  } catch (error) {
    container?.close();
    socket?.destroy();
    void disposeOf(options, { id, uid });
    throw error;
  }
}

/** Removes a container and returns its user id once it is really gone. Never rejects. */
export async function disposeOf(
  { remover, uids }: Pick<StarterOptions, "remover" | "uids">,
  { id, uid }: { id: string; uid: number },
): Promise<void> {
  await remover.remove(id);
  uids.release(uid);
}

async function greeting(container: RunnerContainer, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const id = container.identity.id.slice(0, 12);
      reject(new CodedSandboxError("start-timeout", `Container ${id} was not ready within ${timeoutMs} ms.`));
    }, timeoutMs);
  });
  try {
    await Promise.race([container.ready, late]);
  } finally {
    clearTimeout(timer);
  }
}
