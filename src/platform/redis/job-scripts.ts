import { defineScript } from "./script.ts";

/**
 * The steps of the queue protocol that must be atomic.
 *
 * A submission that is queued or being judged has a job hash { stream, entry, attempt }. It is written together with
 * the stream entry and removed together with it, which is how the reconciler can tell "waiting" from "lost".
 */

/** Appends to an event log and wakes up its followers. Shared by the scripts below. */
const APPEND = `
local function append(events, channel, json, ttl)
  local id = redis.call('XADD', events, 'MAXLEN', '~', 50000, '*', 'event', json)
  redis.call('EXPIRE', events, ttl)
  redis.call('PUBLISH', channel, id)
  return id
end
local function is_finished(events)
  local last = redis.call('XREVRANGE', events, '+', '-', 'COUNT', 1)
  return #last > 0 and string.find(last[1][2][2], '"type":"finished"', 1, true) == 2
end
`;

/**
 * KEYS: lane stream, job hash, event log, nudge channel
 * ARGV: submission id, attempt, event JSON before the position, event JSON after it, event TTL (s), group
 * Returns { entry id, 1 when added or 0 when it was there already, cursor before the queued event }.
 */
export const ENQUEUE = defineScript(`${APPEND}
local known = redis.call('HMGET', KEYS[2], 'stream', 'entry', 'attempt')
if known[2] and known[3] == ARGV[2] and #redis.call('XRANGE', known[1], known[2], known[2]) > 0 then
  return { known[2], 0, '0-0' }
end
if known[2] then
  pcall(redis.call, 'XACK', known[1], ARGV[6], known[2])
  redis.call('XDEL', known[1], known[2])
end
local last = redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', 1)
local cursor = #last > 0 and last[1][1] or '0-0'
local ok, pending = pcall(redis.call, 'XPENDING', KEYS[1], ARGV[6])
local held = 0
if ok and type(pending) == 'table' and tonumber(pending[1]) then held = tonumber(pending[1]) end
local position = math.max(0, redis.call('XLEN', KEYS[1]) - held)
append(KEYS[3], KEYS[4], ARGV[3] .. position .. ARGV[4], ARGV[5])
local entry = redis.call('XADD', KEYS[1], '*', 'v', '1', 'id', ARGV[1])
redis.call('HSET', KEYS[2], 'stream', KEYS[1], 'entry', entry, 'attempt', ARGV[2])
return { entry, 1, cursor }
`);

/**
 * Events of an attempt that was taken over, or of a submission that is finished, are refused.
 * KEYS: event log, job hash, nudge channel
 * ARGV: attempt, event TTL (s), event JSON…
 * Returns the id of the last event appended, or false when refused.
 */
export const APPEND_EVENTS = defineScript(`${APPEND}
local attempt = redis.call('HGET', KEYS[2], 'attempt')
if attempt and attempt ~= ARGV[1] then return false end
if not attempt and is_finished(KEYS[1]) then return false end
local id = false
for i = 3, #ARGV do id = append(KEYS[1], KEYS[3], ARGV[i], ARGV[2]) end
return id
`);

/**
 * A take-over: from now on only events of the new attempt are accepted.
 * KEYS: event log, job hash, nudge channel
 * ARGV: new attempt, event TTL (s), event JSON, stream, entry
 */
export const RAISE_ATTEMPT = defineScript(`${APPEND}
redis.call('HSET', KEYS[2], 'attempt', ARGV[1], 'stream', ARGV[4], 'entry', ARGV[5])
return append(KEYS[1], KEYS[3], ARGV[3], ARGV[2])
`);

/**
 * The end: the terminal event (once), the acknowledgement and the removal of the entry belong together.
 * KEYS: event log, job hash, nudge channel
 * ARGV: event TTL (s), event JSON, group, stream and entry of the caller's claim (empty when it holds none)
 */
export const COMPLETE = defineScript(`${APPEND}
if not is_finished(KEYS[1]) then append(KEYS[1], KEYS[3], ARGV[2], ARGV[1]) end
local function remove(stream, entry)
  pcall(redis.call, 'XACK', stream, ARGV[3], entry)
  redis.call('XDEL', stream, entry)
end
local known = redis.call('HMGET', KEYS[2], 'stream', 'entry')
if known[2] then remove(known[1], known[2]) end
if ARGV[5] ~= '' then remove(ARGV[4], ARGV[5]) end
redis.call('DEL', KEYS[2])
return 1
`);
