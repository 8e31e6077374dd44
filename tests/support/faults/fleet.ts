import { randomBytes } from "node:crypto";
import { run } from "../../../stack/command.ts";
import { docker } from "../../../stack/docker.ts";
import { signUp } from "../client.ts";
import { containersOf } from "../containers.ts";
import { untilAnswering, type Cluster, type Gateway, type Worker } from "./cluster.ts";

/** Gateways and workers that are started again at once when they are killed, as a supervisor would. */
export class Fleet {
  readonly gateways: Gateway[] = [];
  readonly workers: Worker[] = [];
  /** Every worker there ever was. */
  readonly workerIds: string[] = [];
  readonly #cluster: Cluster;
  readonly #dockerHost: string;

  constructor(cluster: Cluster, dockerHost: string) {
    this.#cluster = cluster;
    this.#dockerHost = dockerHost;
  }

  async start(size: { gateways: number; workers: number }): Promise<void> {
    for (let index = 0; index < size.gateways; index += 1) {
      this.gateways.push(await this.#cluster.startGateway());
    }
    for (let index = 0; index < size.workers; index += 1) this.#startWorker(index);
    await Promise.all(this.gateways.map(untilAnswering));
  }

  get urls(): string[] {
    return this.gateways.map(({ url }) => url);
  }

  /** The tokens of new accounts. */
  async createUsers(count: number): Promise<string[]> {
    const tokens: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const email = `user-${randomBytes(4).toString("hex")}@example.com`;
      tokens.push(await signUp(this.urls[0] ?? "", { name: `User ${index}`, email, password: "a-password" }));
    }
    return tokens;
  }

  /** Ends with `signal` and starts another one at the same address. */
  async replaceGateway(index: number, how: "kill" | "stop"): Promise<void> {
    const old = this.gateways[index];
    if (!old) throw new Error(`There is no gateway ${index}`);
    await old[how]();
    this.gateways[index] = await this.#cluster.startGateway({ PORT: new URL(old.url).port });
  }

  async replaceWorker(index: number, how: "kill" | "stop"): Promise<void> {
    await this.workers[index]?.[how]();
    this.#startWorker(index);
  }

  /** Kills one container of this worker; false when it has none. */
  async killContainer(index: number, choice: number): Promise<boolean> {
    const ids = await containersOf(this.workers[index]?.id ?? "", this.#dockerHost).catch(() => []);
    const id = ids[Math.floor(choice * ids.length)];
    return id !== undefined && (await docker(this.#dockerHost, ["kill", id])).code === 0;
  }

  /** Whether this worker judges something that has failed before: then it is left in peace, so that nothing fails thrice. */
  async isSpared(index: number): Promise<boolean> {
    const rows = await this.#cluster
      .sql("SELECT id FROM submission WHERE worker_id = $1 AND status <> 'done' AND failures > 0", [
        this.workers[index]?.id,
      ])
      .catch(() => null);
    return rows === null || rows.length > 0;
  }

  /** Containers of workers that are no more, or of all of them. */
  async containers(of: "dead" | "all"): Promise<string[]> {
    const living = new Set(this.workers.map(({ id }) => id));
    const ids = this.workerIds.filter((id) => of === "all" || !living.has(id));
    const found = await Promise.all(ids.map((id) => containersOf(id, this.#dockerHost)));
    return found.flat();
  }

  #startWorker(index: number): void {
    const worker = this.#cluster.startWorker();
    this.workers[index] = worker;
    this.workerIds.push(worker.id);
  }
}

/** Whether a process of this id still exists. */
export async function isRunning(pid: number): Promise<boolean> {
  return (await run(["kill", "-0", String(pid)])).code === 0;
}
