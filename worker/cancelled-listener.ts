import type { RedisClient } from "#platform/redis/create-redis.ts";
import type { Keys } from "#platform/redis/keys.ts";

/**
 * Hears which submissions were cancelled. A message may be lost while Redis is away; the consumer's sweep asks the
 * record as well.
 */
export function listenForCancelled(options: {
  subscriber: RedisClient;
  keys: Keys;
  onCancelled: (submissionId: string) => void;
}): void {
  const { subscriber, keys, onCancelled } = options;
  subscriber.on("message", (_channel: string, submissionId: string) => onCancelled(submissionId));
  subscriber.subscribe(keys.cancelled()).catch(() => undefined); // subscribed again by the client when it reconnects
}
