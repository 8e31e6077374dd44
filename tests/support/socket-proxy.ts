import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A Unix socket in front of another one, that can be taken away and put back: a Docker that goes away for a while. */
export class SocketProxy {
  readonly #folder = mkdtempSync(join(tmpdir(), "engine-proxy-"));
  readonly #path = join(this.#folder, "docker.sock");
  readonly #target: string;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  /** `host` is a `unix://` address. */
  constructor(host: string) {
    this.#target = host.replace(/^unix:\/\//, "");
  }

  /** For DOCKER_HOST. */
  get host(): string {
    return `unix://${this.#path}`;
  }

  /** Begins to answer. */
  async restore(): Promise<void> {
    // Half-open sockets, as Docker's own: closing one direction must not close the other.
    const server = createServer({ allowHalfOpen: true }, (client) => {
      const upstream = connect({ path: this.#target, allowHalfOpen: true });
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.#sockets.add(socket);
        socket.on("error", () => other.destroy());
        socket.on("close", () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#path, resolve));
  }

  /** Cuts every connection and answers no more. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    const closed = new Promise<void>((resolve) =>
      server === null ? resolve() : server.close(() => resolve()),
    );
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async close(): Promise<void> {
    await this.cut();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
