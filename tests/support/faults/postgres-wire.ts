import { createFramer, type Wire } from "./wire.ts";

/** The text of the statement that is carried out. */
export type Statement = string;

/**
 * Postgres' protocol as far as statements can be told apart. A statement is recognised where it is bound, because its
 * text travels only when it is prepared, once per connection; it is answered when the server is ready for the next.
 */
export function createPostgresWire(): Wire<Statement, "ready"> {
  const prepared = new Map<string, string>();
  /** One for every time the server will say that it is ready. */
  const waiting: Statement[] = [];
  let current = "";
  let isStartup = true;

  function readRequest(buffer: Buffer): { length: number; message: Statement | null } | null {
    const headLength = isStartup ? 4 : 5;
    if (buffer.length < headLength) return null;
    const length = buffer.readInt32BE(headLength - 4) + headLength - 4;
    if (buffer.length < length) return null;
    const kind = isStartup ? "" : buffer.toString("latin1", 0, 1);
    isStartup = false;
    return { length, message: note(kind, buffer.subarray(headLength, length)) };
  }

  function note(kind: string, body: Buffer): Statement | null {
    const [first = "", second = ""] = body.toString("utf8").split("\0", 2);
    if (kind === "P") prepared.set(first, second);
    if (kind === "B") {
      current = prepared.get(second) ?? "";
      return current;
    }
    if (kind === "" || kind === "S") waiting.push(kind === "" ? "" : current);
    if (kind === "Q") waiting.push(first);
    return kind === "Q" ? first : null;
  }

  const readReplies = createFramer((buffer) => {
    if (buffer.length < 5) return null;
    const length = buffer.readInt32BE(1) + 1;
    return buffer.length < length ? null : { length, message: buffer.toString("latin1", 0, 1) };
  });
  return {
    requests: createFramer(readRequest),
    replies: (chunk) =>
      readReplies(chunk).map(({ bytes, message: kind }) => {
        const request = kind === "Z" ? waiting.shift() : undefined;
        return { bytes, message: request === undefined ? null : { request, reply: "ready" } };
      }),
  };
}
