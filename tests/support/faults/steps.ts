import * as facts from "../../../src/platform/redis/facts-scripts.ts";
import * as jobs from "../../../src/platform/redis/job-scripts.ts";
import type { Script } from "../../../src/platform/redis/script.ts";
import type { Statement } from "./postgres-wire.ts";
import type { RedisCommand, RedisReply } from "./redis-wire.ts";

/** The steps of the protocol as they look on the wire. */
export type Step =
  | { store: "redis"; name: string; isRequest: (command: RedisCommand) => boolean }
  | { store: "postgres"; name: string; isRequest: (statement: Statement) => boolean };

/** A script is called by digest, or by source where Redis does not know it yet. */
function script(name: string, { lua, sha1 }: Script, words: readonly string[] = []): Step {
  return {
    store: "redis",
    name,
    isRequest: ([command = "", id, ...rest]) =>
      ((command === "evalsha" && id === sha1) || (command === "eval" && id === lua)) &&
      words.every((word) => rest.some((argument) => argument.includes(word))),
  };
}

function command(name: string, first: string, ...words: string[]): Step {
  return {
    store: "redis",
    name,
    isRequest: ([verb, ...rest]) =>
      verb === first && words.every((word) => rest.some((argument) => argument.includes(word))),
  };
}

function statement(name: string, ...parts: string[]): Step {
  return { store: "postgres", name, isRequest: (sql) => parts.every((part) => sql.includes(part)) };
}

export const event = (type: string): Step =>
  script(`event "${type}"`, jobs.APPEND_EVENTS, [`"type":"${type}"`]);

export const STEPS = {
  admit: script("admission", facts.ADMIT),
  insert: statement("insert of the row", "INSERT INTO submission ("),
  enqueue: script("enqueue", jobs.ENQUEUE),
  claim: script("claim in Redis", jobs.CLAIM),
  take: statement("claim in Postgres", "status = 'running'", "AND status = 'queued'"),
  commit: statement("commit of the verdict", "INSERT INTO test_result"),
  complete: script("complete", jobs.COMPLETE),
  takeOver: command("take-over in Redis", "xautoclaim"),
  raise: statement("take-over in Postgres", "status = 'running'", "attempt = attempt + 1"),
  announce: script("take-over made known", jobs.RAISE_ATTEMPT),
  requeue: statement("requeue in Postgres", "status = 'queued', attempt = attempt + 1"),
  release: script("release in Redis", jobs.RELEASE),
  bury: command("dead letter", "xadd", "jobs:dead"),
  cancel: statement("cancel in Postgres", "verdict = 'CANCELLED'"),
  findLost: script("search for the lost", facts.FIND_LOST),
} as const satisfies Record<string, Step>;

/** The answers that mean that a step was made: Redis knew the script, and there was something to do. */
export function isDone(reply: RedisReply): boolean {
  return !reply.startsWith("-NOSCRIPT") && !["$-1\r\n", "*-1\r\n", "_\r\n"].includes(reply);
}

/** XAUTOCLAIM answers with the ids it looked through and the entries it claimed. */
export function hasTakenOver(reply: RedisReply): boolean {
  return /^\*\d\r\n\$\d+\r\n[^\r]+\r\n\*[1-9]/.test(reply);
}
