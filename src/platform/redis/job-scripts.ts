import { defineScript } from "./script.ts";

/**
 * The steps of the queue protocol that must be atomic.
 *
 * A submission that is queued or being judged has an entry in its lane's stream and a job hash:
 *
 *   stream, entry   where the entry is; it stays the same from the first enqueue to the end
 *   turns           the lane's sorted set of waiting entries
 *   pending         its user's set of submissions that are not final
 *   attempt         the fence: events of an earlier attempt are refused
 *   written         how many events this attempt has written
 *   position, reason  what followers were told last
 *
 * An entry is *placed* when it either waits (it is in `turns`) or is claimed (it is in the group's pending list). Each
 * script below moves it from one place to the other at once, which is how the reconciler can tell "waiting" from "lost".
 *
 * Turns are start-time fair queueing (Goyal, Vin, Cheng 1996) with every submission of length 1: a user's entries begin
 * one after the other, and never before the lane's clock, which is the begin of what was claimed last. Who has one
 * entry waits for nobody's second one.
 *
 * A step may be asked for twice, because its answer was lost, or long after it was decided on: every script first looks
 * whether it was made already, or whether the submission is final by now, and then changes nothing.
 *
 * Keys that a script finds in a job hash are not declared, so one Redis (with replicas) is needed, not a cluster.
 */

/** Appends to an event log and wakes up its followers. What follows the TTL becomes further fields of the entry. */
export const APPEND = `
local function append(events, channel, json, ttl, ...)
  local id = redis.call('XADD', events, 'MAXLEN', '~', 50000, '*', 'event', json, ...)
  redis.call('EXPIRE', events, ttl)
  redis.call('PUBLISH', channel, id)
  return id
end
local function finished_attempt(events)
  local last = redis.call('XREVRANGE', events, '+', '-', 'COUNT', 1)
  if #last == 0 or string.find(last[1][2][2], '"type":"finished"', 1, true) ~= 2 then return nil end
  return cjson.decode(last[1][2][2]).attempt
end
local function is_finished(events) return finished_attempt(events) ~= nil end
`;

/** Whether the attempt that is to begin began already, or is the one that ended. */
const LATE = `
local function is_late(job, events, attempt)
  local current = redis.call('HGET', job, 'attempt') or finished_attempt(events)
  return current and tonumber(current) >= tonumber(attempt)
end
`;

export const PLACES = `
local function is_placed(stream, turns, entry, group)
  if #redis.call('XRANGE', stream, entry, entry) == 0 then return false end
  if redis.call('ZSCORE', turns, entry) then return true end
  local ok, held = pcall(redis.call, 'XPENDING', stream, group, entry, entry, 1)
  return ok and #held > 0
end
local function forget(stream, turns, entry, group)
  pcall(redis.call, 'XACK', stream, group, entry)
  redis.call('XDEL', stream, entry)
  if turns then redis.call('ZREM', turns, entry) end
end
`;

const TURNS = `
local function take_turn(lane, entry, user, at_once)
  local begin = tonumber(redis.call('HGET', lane.tags, '*')) or 0
  if not at_once then
    begin = math.max(begin, tonumber(redis.call('HGET', lane.tags, user)) or 0)
    redis.call('HSET', lane.tags, user, begin + 1)
  end
  redis.call('ZADD', lane.turns, begin, entry)
  redis.call('LPUSH', lane.wake, 1)
  redis.call('LTRIM', lane.wake, 0, 63)
  return redis.call('ZRANK', lane.turns, entry)
end
`;

/**
 * An attempt that has ended, or was followed by another one, is not added again, whatever the caller read before that.
 * Where the log ends with an earlier attempt (it was queued again after its end, say) a `requeued` event comes first, so
 * that nobody takes what that attempt wrote for part of this one.
 * KEYS: job hash, event log, nudge channel, pending set of the user, lane: stream, turns, tags, wake
 * ARGV: submission id, attempt, user id, queued event before the position, and after it, event TTL (s), group, reason,
 * requeued event, and the fields of the origin
 * Returns { 1 when added or 0 when it was there already or is final, cursor before the queued event }.
 */
export const ENQUEUE = defineScript(`${APPEND}${LATE}${PLACES}${TURNS}
local lane = { stream = KEYS[5], turns = KEYS[6], tags = KEYS[7], wake = KEYS[8] }
local known = redis.call('HMGET', KEYS[1], 'stream', 'entry', 'turns', 'attempt')
if is_late(KEYS[1], KEYS[2], ARGV[2]) then
  local is_lost = known[4] == ARGV[2] and not (known[2] and is_placed(known[1], known[3], known[2], ARGV[7]))
  if not is_lost then return { 0, '0-0' } end
end
if known[2] then forget(known[1], known[3], known[2], ARGV[7]) end
local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
local logged = #last > 0 and cjson.decode(last[1][2][2]).attempt or 1
local cursor = #last > 0 and last[1][1] or '0-0'
if logged < tonumber(ARGV[2]) then append(KEYS[2], KEYS[3], ARGV[9], ARGV[6]) end
local entry = redis.call('XADD', lane.stream, '*', 'v', '1', 'id', ARGV[1], 'user', ARGV[3], unpack(ARGV, 10))
local position = take_turn(lane, entry, ARGV[3], false)
append(KEYS[2], KEYS[3], ARGV[4] .. position .. ARGV[5], ARGV[6], unpack(ARGV, 10))
redis.call('HSET', KEYS[1], 'stream', lane.stream, 'entry', entry, 'turns', lane.turns, 'pending', KEYS[4],
  'attempt', ARGV[2], 'written', 0, 'position', position, 'reason', ARGV[8])
redis.call('ZADD', KEYS[4], '+inf', ARGV[1])
redis.call('EXPIRE', KEYS[4], 172800)
return { 1, cursor }
`);

/**
 * Claims whose turn it is in the first lane that has anything. XREADGROUP could only deliver in order of arrival;
 * XCLAIM with FORCE puts the entry that was chosen into the group's pending list, from where keeping alive, take-over
 * and acknowledgement work as ever.
 * KEYS: of each lane: stream, turns, tags, wake
 * ARGV: group, consumer
 * Returns { number of the lane (from 1), entry, its fields }, or false when nothing waits.
 */
export const CLAIM = defineScript(`
local function claim(stream, entry)
  return redis.call('XCLAIM', stream, ARGV[1], ARGV[2], 0, entry, 'FORCE', 'JUSTID')
end
for i = 1, #KEYS, 4 do
  local stream, turns, tags, wake = KEYS[i], KEYS[i + 1], KEYS[i + 2], KEYS[i + 3]
  local next = redis.call('ZPOPMIN', turns)
  while #next > 0 do
    local found = redis.call('XRANGE', stream, next[1], next[1])
    if #found > 0 then
      redis.call('HSET', tags, '*', next[2])
      if not pcall(claim, stream, next[1]) then
        redis.call('XGROUP', 'CREATE', stream, ARGV[1], '0')
        claim(stream, next[1])
      end
      return { (i + 3) / 4, next[1], found[1][2] }
    end
    next = redis.call('ZPOPMIN', turns)
  end
  redis.call('DEL', tags, wake)
end
return false
`);

/**
 * Puts a claimed entry back, as a new attempt whose turn it is at once.
 * KEYS: job hash, event log, nudge channel, lane: stream, turns, tags, wake
 * ARGV: entry, submission id, user id, new attempt, event TTL (s), group, requeued event, queued event before the
 * position, and after it, and the fields of the origin
 */
export const RELEASE = defineScript(`${APPEND}${LATE}${TURNS}
if is_late(KEYS[1], KEYS[2], ARGV[4]) then return 0 end
local lane = { stream = KEYS[4], turns = KEYS[5], tags = KEYS[6], wake = KEYS[7] }
local entry = ARGV[1]
pcall(redis.call, 'XACK', lane.stream, ARGV[6], entry)
if #redis.call('XRANGE', lane.stream, entry, entry) == 0 then
  entry = redis.call('XADD', lane.stream, '*', 'v', '1', 'id', ARGV[2], 'user', ARGV[3], unpack(ARGV, 10))
end
append(KEYS[2], KEYS[3], ARGV[7], ARGV[5])
local position = take_turn(lane, entry, ARGV[3], true)
append(KEYS[2], KEYS[3], ARGV[8] .. position .. ARGV[9], ARGV[5])
redis.call('HSET', KEYS[1], 'stream', lane.stream, 'entry', entry, 'turns', lane.turns, 'attempt', ARGV[4],
  'written', 0, 'position', position, 'reason', 'retrying')
return 1
`);

/**
 * Drops an entry that leads nowhere; one that is the job's own is left to whoever judges it.
 * KEYS: job hash, stream, turns
 * ARGV: entry, group
 */
export const DISCARD = defineScript(`${PLACES}
if redis.call('HGET', KEYS[1], 'entry') == ARGV[1] then return 0 end
forget(KEYS[2], KEYS[3], ARGV[1], ARGV[2])
return 1
`);

/**
 * Events of an attempt that was taken over, or of a submission that is finished, are refused. Those that were written
 * already are left out. An attempt that is newer than what is known here comes from the record, so it counts.
 * KEYS: job hash, event log, nudge channel
 * ARGV: attempt, how many events it wrote before these, event TTL (s), event JSON…
 * Returns 1, or false when refused.
 */
export const APPEND_EVENTS = defineScript(`${APPEND}
local attempt, before = tonumber(ARGV[1]), tonumber(ARGV[2])
local job = redis.call('HMGET', KEYS[1], 'attempt', 'written')
local current = tonumber(job[1])
if current and current > attempt then return false end
if not current and is_finished(KEYS[2]) then return false end
local written = current == attempt and tonumber(job[2]) or 0
for i = 4 + math.max(0, written - before), #ARGV do append(KEYS[2], KEYS[3], ARGV[i], ARGV[3]) end
if current then
  redis.call('HSET', KEYS[1], 'attempt', attempt, 'written', math.max(written, before + #ARGV - 3))
end
return 1
`);

/**
 * A take-over: from now on only events of the new attempt are accepted.
 * KEYS: job hash, event log, nudge channel, stream, turns
 * ARGV: new attempt, event TTL (s), event JSON, entry
 */
export const RAISE_ATTEMPT = defineScript(`${APPEND}${LATE}
if is_late(KEYS[1], KEYS[2], ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'attempt', ARGV[1], 'written', 0, 'stream', KEYS[4], 'entry', ARGV[4], 'turns', KEYS[5])
append(KEYS[2], KEYS[3], ARGV[3], ARGV[2])
return 1
`);

/**
 * The end: the terminal event (once), the acknowledgement and the removal of the entry belong together.
 * KEYS: job hash, event log, nudge channel, and stream and turns of the caller's claim if it holds one
 * ARGV: submission id, event TTL (s), event JSON, group, and the claimed entry
 */
export const COMPLETE = defineScript(`${APPEND}${PLACES}
if not is_finished(KEYS[2]) then append(KEYS[2], KEYS[3], ARGV[3], ARGV[2]) end
local known = redis.call('HMGET', KEYS[1], 'stream', 'entry', 'turns', 'pending')
if known[2] then forget(known[1], known[3], known[2], ARGV[4]) end
if known[4] then redis.call('ZREM', known[4], ARGV[1]) end
if KEYS[4] then forget(KEYS[4], KEYS[5], ARGV[5], ARGV[4]) end
redis.call('DEL', KEYS[1])
return 1
`);
