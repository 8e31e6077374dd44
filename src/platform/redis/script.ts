import { createHash } from "node:crypto";
import type { RedisClient } from "./create-redis.ts";

/** A Lua script with its digest, so that only the digest travels once Redis knows it. */
export type Script = { lua: string; sha1: string };

export function defineScript(lua: string): Script {
  return { lua, sha1: createHash("sha1").update(lua).digest("hex") };
}

export type ScriptCall = { keys: readonly string[]; args: readonly (string | number)[] };

/** Runs a script by digest, and by source the first time or after Redis was restarted. */
export async function runScript(redis: RedisClient, script: Script, call: ScriptCall): Promise<unknown> {
  const parameters = [...call.keys, ...call.args];
  try {
    return await redis.evalsha(script.sha1, call.keys.length, ...parameters);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return redis.eval(script.lua, call.keys.length, ...parameters);
  }
}
