import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Segment, Wire } from "./wire.ts";

/** A place in the conversation with a store: before a request reaches it, or after its answer came back. */
export type Stop<Request, Reply> = {
  isRequest: (request: Request) => boolean;
  when: "before" | "after";
  /** Only at an answer like this; any will do by default. */
  isReply?: (reply: Reply) => boolean;
};

/** Called once at the stop. What was held goes on when it resolves, and never when it answers "gone". */
export type AtStop = () => Promise<"go on" | "gone"> | "go on" | "gone";

/**
 * Stands between one process and a store, and lets everything through until the place it was told to stop at. Nothing
 * in the process knows of it: it is what `REDIS_URL` or `DATABASE_URL` names.
 */
export class StepProxy<Request, Reply> {
  readonly #target: URL;
  readonly #createWire: () => Wire<Request, Reply>;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #armed: { stop: Stop<Request, Reply>; atStop: AtStop } | null = null;

  constructor(target: string, createWire: () => Wire<Request, Reply>) {
    this.#target = new URL(target);
    this.#createWire = createWire;
  }

  async listen(): Promise<string> {
    const server = createServer({ noDelay: true }, (client) => this.#serve(client));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = new URL(this.#target);
    url.port = String((server.address() as AddressInfo).port);
    return url.toString();
  }

  arm(stop: Stop<Request, Reply>, atStop: AtStop): void {
    this.#armed = { stop, atStop };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  #serve(client: Socket): void {
    const store = connect({ host: this.#target.hostname, port: Number(this.#target.port), noDelay: true });
    const wire = this.#createWire();
    for (const socket of [client, store]) {
      this.#sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        client.destroy();
        store.destroy();
      });
    }
    void pass(client, store, (chunk) =>
      this.#guard(wire.requests(chunk), (stop, request) => {
        return stop.when === "before" && stop.isRequest(request);
      }),
    );
    void pass(store, client, (chunk) =>
      this.#guard(wire.replies(chunk), (stop, { request, reply }) => {
        return stop.when === "after" && stop.isRequest(request) && (stop.isReply?.(reply) ?? true);
      }),
    );
  }

  /** The bytes that may pass, and at the stop whatever was decided there. */
  async *#guard<Message>(
    segments: readonly Segment<Message>[],
    isStop: (stop: Stop<Request, Reply>, message: Message) => boolean,
  ): AsyncGenerator<Buffer, void, void> {
    for (const { bytes, message } of segments) {
      const armed = this.#armed;
      if (armed && message !== null && isStop(armed.stop, message)) {
        this.#armed = null;
        if ((await armed.atStop()) === "gone") {
          for (const socket of this.#sockets) socket.destroy();
          return;
        }
      }
      yield bytes;
    }
  }
}

async function pass(
  from: Socket,
  to: Socket,
  guard: (chunk: Buffer) => AsyncGenerator<Buffer, void, void>,
): Promise<void> {
  try {
    for await (const chunk of from) {
      for await (const bytes of guard(chunk as Buffer)) to.write(bytes);
    }
  } catch {
    // One end was cut off; so is the other.
  } finally {
    from.destroy();
    to.destroy();
  }
}
