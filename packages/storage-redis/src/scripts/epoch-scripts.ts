import { APPENDING } from './log-scripts.js';
import { Script } from './script.js';

/*
 * An epoch is '<number>-<generation>', the clock of tags '<number>-<lineage>' ('<number>q-<lineage>' while a write has tags
 * in quarantine), a tag '<invalidated>-<expired>-<lineage>',
 * and a lineage '<number>-<generation>': the clock when it was made. A generation is the server's that issued it. Numbers
 * come from the server's own time, and never go back within one lineage.
 */
export const SHARED = `
local generation = ARGV[1]
local function read(key)
  local text = redis.pcall('GET', key)
  return type(text) == 'string' and text or nil
end
local function endsWith(text, ending) return text and string.sub(text, -#ending - 1) == '-' .. ending end
local function number(text) return tonumber(text and string.match(text, '^%d+')) or 0 end
local function format(value) return string.format('%.0f', value) end
local function next(text)
  local time = redis.call('TIME')
  return math.max(number(text) + 1, time[1] * 1000000 + time[2])
end
local function readClock(key)
  local text = read(key)
  if endsWith(text, generation) then return text, number(text), string.sub(text, string.find(text, '-', 1, true) + 1) end
  local first = next(text)
  local lineage = format(first) .. '-' .. generation
  text = format(first) .. '-' .. lineage
  -- After a deletion a script may write, also out of memory.
  redis.call('DEL', key)
  redis.call('SET', key, text)
  return text, first, lineage
end
local function move(key, text, lineage, hasQuarantines)
  local moved = next(text)
  redis.call('DEL', key)
  text = format(moved) .. (hasQuarantines and 'q' or '') .. '-' .. lineage
  redis.call('SET', key, text)
  return moved, text
end
-- The clock, which moves when a quarantine has run out: what is loaded from then on is later than its end.
local function settled(key, writes)
  local text, value, lineage = readClock(key)
  local time = redis.call('TIME')
  local now = format(time[1] * 1000 + math.floor(time[2] / 1000))
  local ended = redis.pcall('ZREMRANGEBYSCORE', writes, '-inf', now)
  if type(ended) ~= 'number' then
    redis.call('DEL', writes)
    ended = 1
  end
  local standing = redis.call('ZCARD', writes) > 0
  if ended > 0 or standing ~= (string.find(text, '^%d+q') ~= nil) then
    value, text = move(key, text, lineage, standing)
  end
  return text, value, lineage
end
-- The number of a tag that writes have in quarantine: when the last of them runs out. A member is 16 characters and the tag's key.
local function heldUntil(writes, key)
  local latest, list = 0, redis.call('ZRANGE', writes, 0, -1, 'WITHSCORES')
  for at = 1, #list, 2 do
    if string.sub(list[at], 17) == key then latest = math.max(latest, list[at + 1] * 1000) end
  end
  return latest
end
local function keep(key, text, period)
  local left = redis.call('PTTL', key)
  if period == '' or left == -1 then
    redis.call('SET', key, text)
  else
    redis.call('SET', key, text, 'PX', math.max(left, tonumber(period)))
  end
end
local function keepLonger(key, period)
  if period == '' then return redis.call('PERSIST', key) end
  local left = redis.call('PTTL', key)
  if left >= 0 and left < tonumber(period) then redis.call('PEXPIRE', key, period) end
end
`;

/** KEYS: any key, which names the slot. Answers seconds, microseconds, replication id, node id. */
export const serverScript = new Script(`
local time = redis.call('TIME')
local info = redis.pcall('INFO', 'replication')
local node = redis.pcall('CLUSTER', 'MYID')
return {
  time[1], time[2],
  type(info) == 'string' and string.match(info, 'master_replid:(%x+)') or '',
  type(node) == 'string' and node or ''
}
`);

/** On a Cluster, where the slot may have moved: the node that answers, then the texts. */
export const readScript = new Script(`return {redis.call('CLUSTER', 'MYID'), redis.call('MGET', unpack(KEYS))}`);

/**
 * Makes what is absent or of another generation. KEYS: clock, epoch, writes, tags. ARGV: generation, how long tags are kept
 * and how long the epoch is (ms; '' for ever). Answers the texts in the order of the keys.
 *
 * A tag nobody has seen takes the clock as it stands: what was loaded since its last move has seen every invalidation,
 * and what was loaded before must be taken for invalid.
 */
export const ensureScript = new Script(`${SHARED}
local clock, now, lineage = settled(KEYS[1], KEYS[3])
local epoch = read(KEYS[2])
if not endsWith(epoch, generation) then
  epoch = format(next(epoch)) .. '-' .. generation
  redis.call('DEL', KEYS[2])
  keep(KEYS[2], epoch, ARGV[3])
else
  keepLonger(KEYS[2], ARGV[3])
end
local answer = {clock, epoch}
for index = 4, #KEYS do
  local tag = read(KEYS[index])
  if not endsWith(tag, lineage) then
    tag = format(math.max(now, heldUntil(KEYS[3], KEYS[index]))) .. '-0-' .. lineage
    redis.call('DEL', KEYS[index])
    keep(KEYS[index], tag, ARGV[2])
  else
    keepLonger(KEYS[index], ARGV[2])
  end
  answer[index - 1] = tag
end
return answer
`);

/** KEYS: epoch, log. ARGV: generation, how long the epoch is kept (ms), message. Nothing stands under it yet. */
export const clearScript = new Script(`${SHARED}${APPENDING}
local epoch = format(next(read(KEYS[1]))) .. '-' .. generation
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], epoch, 'PX', ARGV[2])
append(KEYS[2], ARGV[3])
return epoch
`);

/** KEYS: clock, log, writes, tags. ARGV: generation, how long tags are kept (ms), 'invalidate' or 'expire', message. */
export const tagScript = new Script(`${SHARED}${APPENDING}
local text, before, lineage = settled(KEYS[1], KEYS[3])
local now = move(KEYS[1], text, lineage, string.find(text, '^%d+q') ~= nil)
for index = 4, #KEYS do
  local tag = read(KEYS[index])
  local invalidated, expired = format(before), '0'
  if endsWith(tag, lineage) then invalidated, expired = string.match(tag, '^(%d+)-(%d+)') end
  if ARGV[3] == 'invalidate' then invalidated = format(math.max(now, tonumber(invalidated))) else expired = format(now) end
  keep(KEYS[index], invalidated .. '-' .. expired .. '-' .. lineage, ARGV[2])
end
append(KEYS[2], ARGV[4])
return 1
`);
