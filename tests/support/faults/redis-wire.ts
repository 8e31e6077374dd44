import { createFramer, type Wire } from "./wire.ts";

/** A command as its words. */
export type RedisCommand = readonly string[];
/** The bytes of a reply, `$-1\r\n` and the like. */
export type RedisReply = string;

/** The Redis protocol: one reply per command, in order. Not for connections that are subscribed to something. */
export function createRedisWire(): Wire<RedisCommand, RedisReply> {
  const waiting: RedisCommand[] = [];
  const readRequests = createFramer(readCommand);
  const readReplies = createFramer(readReply);
  return {
    requests: (chunk) => {
      const segments = readRequests(chunk);
      for (const { message } of segments) if (message) waiting.push(message);
      return segments;
    },
    replies: (chunk) =>
      readReplies(chunk).map(({ bytes }) => {
        const request = waiting.shift();
        return { bytes, message: request ? { request, reply: bytes.toString("latin1") } : null };
      }),
  };
}

function readCommand(buffer: Buffer): { length: number; message: RedisCommand } | null {
  const head = readLine(buffer, 0);
  if (head === null) return null;
  const words: string[] = [];
  let at = head.next;
  for (let index = 0; index < Number(head.text.slice(1)); index += 1) {
    const size = readLine(buffer, at);
    if (size === null) return null;
    const end = size.next + Number(size.text.slice(1));
    if (buffer.length < end + 2) return null;
    words.push(buffer.toString("utf8", size.next, end));
    at = end + 2;
  }
  return { length: at, message: words };
}

function readReply(buffer: Buffer): { length: number; message: null } | null {
  const length = endOfReply(buffer, 0);
  return length === null ? null : { length, message: null };
}

/** Where the value that begins at `at` ends; null while some of it is missing. */
function endOfReply(buffer: Buffer, at: number): number | null {
  const head = readLine(buffer, at);
  if (head === null) return null;
  const size = Number(head.text.slice(1));
  switch (head.text.charAt(0)) {
    case "$":
    case "=": {
      const end = size < 0 ? head.next : head.next + size + 2;
      return buffer.length < end ? null : end;
    }
    case "*":
    case "~":
    case ">":
      return endOfReplies(buffer, head.next, size);
    case "%":
      return endOfReplies(buffer, head.next, 2 * size);
    default:
      return head.next;
  }
}

function endOfReplies(buffer: Buffer, from: number, count: number): number | null {
  let at: number | null = from;
  for (let index = 0; index < count && at !== null; index += 1) at = endOfReply(buffer, at);
  return at;
}

function readLine(buffer: Buffer, at: number): { text: string; next: number } | null {
  const end = buffer.indexOf("\r\n", at, "latin1");
  return end === -1 ? null : { text: buffer.toString("latin1", at, end), next: end + 2 };
}
