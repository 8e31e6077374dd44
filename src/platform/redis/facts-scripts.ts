import { APPEND, PLACES } from "./job-scripts.ts";
import { defineScript } from "./script.ts";

/** Questions about the queue, each answered at one moment. */

/**
 * How many entries are ahead; false when the submission does not wait.
 * KEYS: job hash
 */
export const POSITION = defineScript(`
local job = redis.call('HMGET', KEYS[1], 'turns', 'entry')
return job[2] and redis.call('ZRANK', job[1], job[2])
`);

/**
 * Which of these submissions have no entry, or one that neither waits nor is claimed.
 * KEYS: job hashes
 * ARGV: group
 * Returns their numbers, from 1.
 */
export const FIND_LOST = defineScript(`${PLACES}
local lost = {}
for i = 1, #KEYS do
  local job = redis.call('HMGET', KEYS[i], 'stream', 'entry', 'turns')
  if not job[2] or not is_placed(job[1], job[3], job[2], ARGV[1]) then table.insert(lost, i) end
end
return lost
`);

/**
 * Tells followers of those that wait, as far as something they see has changed: the reason, or the position by enough
 * to be worth an event (each step at the end of the wait, 5 % before).
 * KEYS: of each submission: job hash, event log, nudge channel
 * ARGV: event TTL (s), and of each: attempt, reason, queued event before the position, and after it
 */
export const ANNOUNCE = defineScript(`${APPEND}
for i = 0, #KEYS / 3 - 1 do
  local job, events, nudge = KEYS[3 * i + 1], KEYS[3 * i + 2], KEYS[3 * i + 3]
  local attempt, reason, before, after = unpack(ARGV, 4 * i + 2, 4 * i + 5)
  local known = redis.call('HMGET', job, 'turns', 'entry', 'attempt', 'position', 'reason')
  local position = known[2] and known[3] == attempt and redis.call('ZRANK', known[1], known[2])
  if position then
    local told = tonumber(known[4]) or -1
    local step = math.max(1, math.floor(told / 20))
    if known[5] ~= reason or told < 0 or math.abs(position - told) >= step then
      redis.call('HSET', job, 'position', position, 'reason', reason)
      append(events, nudge, before .. position .. after, ARGV[1])
    end
  end
end
return 1
`);

/**
 * KEYS: of each lane: stream, turns
 * ARGV: group
 * Returns of each lane { how many wait, how many are claimed, entry that waits the longest or '' }.
 */
export const LANE_FACTS = defineScript(`
local facts = {}
for i = 1, #KEYS, 2 do
  local ok, held = pcall(redis.call, 'XPENDING', KEYS[i], ARGV[1])
  local claimed = ok and tonumber(held[1]) or 0
  local waiting = redis.call('ZCARD', KEYS[i + 1])
  local oldest = ''
  if waiting > 0 then
    -- In order of arrival; of the first ones at most the claimed do not wait.
    for _, entry in ipairs(redis.call('XRANGE', KEYS[i], '-', '+', 'COUNT', claimed + 1)) do
      if redis.call('ZSCORE', KEYS[i + 1], entry[1]) then oldest = entry[1] break end
    end
  end
  table.insert(facts, { waiting, claimed, oldest })
end
return facts
`);

/**
 * Whether one more submission may be accepted. Reserves its place in the user's set of pending ones, so that requests
 * at the same time count each other; the reservation expires by itself should the gateway die.
 * The rate is GCRA, the token bucket that needs one number: the time at which the user's tokens would all be back.
 * KEYS: turns of the lane, pending set and rate of the user
 * ARGV: submission id, most that may wait in the lane, most pending per user, milliseconds per token, burst,
 * milliseconds a reservation lasts
 * Returns { '', 0 }, or { why not, milliseconds to wait }.
 */
export const ADMIT = defineScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return { 'lane', 0 } end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[3]) then return { 'pending', 0 } end
local interval, burst = tonumber(ARGV[4]), tonumber(ARGV[5])
local back = math.max(now, tonumber(redis.call('GET', KEYS[3])) or 0) + interval
local wait = back - burst * interval - now
if wait > 0 then return { 'rate', math.ceil(wait) } end
redis.call('SET', KEYS[3], string.format('%.3f', back), 'PX', math.ceil(back - now) + 1000)
redis.call('ZADD', KEYS[2], now + ARGV[6], ARGV[1])
redis.call('PEXPIRE', KEYS[2], 172800000)
return { '', 0 }
`);
