/** What a byte stream between a process and a store is cut into. */
export type Segment<Message> = { bytes: Buffer; message: Message | null };

/** One connection, seen from between its two ends. */
export type Wire<Request, Reply> = {
  /** Whole requests, with bytes that are none in between; what is incomplete waits for the next chunk. */
  requests: (chunk: Buffer) => Segment<Request>[];
  /** Whole replies, each with the request it answers. */
  replies: (chunk: Buffer) => Segment<{ request: Request; reply: Reply }>[];
};

/** Gathers chunks until a whole message is there. */
export function createFramer<Message>(
  readOne: (buffer: Buffer) => { length: number; message: Message | null } | null,
): (chunk: Buffer) => Segment<Message>[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const segments: Segment<Message>[] = [];
    for (let one = readOne(rest); one !== null; one = readOne(rest)) {
      segments.push({ bytes: rest.subarray(0, one.length), message: one.message });
      rest = rest.subarray(one.length);
    }
    return segments;
  };
}
