import { APPENDING } from './log-scripts.js';
import { Script } from './script.js';

/*
 * An epoch is '<number>-<generation>', the clock of tags '<number>-<lineage>', a tag '<invalidated>-<expired>-<lineage>',
 * and a lineage '<number>-<generation>': the clock when it was made. A generation is the server's that issued it. Numbers
 * come from the server's own time, and never go back within one lineage.
 */
const SHARED = `
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
local function keep(key, text, period)
  local left = redis.call('PTTL', key)
  if period == '' or left == -1 then
    redis.call('SET', key, text)
  else
    redis.call('SET', key, text, 'PX', math.max(left, tonumber(period)))
  end
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
 * Makes what is absent or of another generation. KEYS: clock, epoch, tags. ARGV: generation, how long tags are kept (ms;
 * '' for ever). Answers the texts in the order of the keys.
 *
 * A tag nobody has seen takes the clock as it stands: what was loaded since its last move has seen every invalidation,
 * and what was loaded before must be taken for invalid.
 */
export const ensureScript = new Script(`${SHARED}
local clock, now, lineage = readClock(KEYS[1])
local epoch = read(KEYS[2])
if not endsWith(epoch, generation) then
  epoch = format(next(epoch)) .. '-' .. generation
  redis.call('DEL', KEYS[2])
  redis.call('SET', KEYS[2], epoch)
end
local answer = {clock, epoch}
for index = 3, #KEYS do
  local tag = read(KEYS[index])
  if not endsWith(tag, lineage) then
    tag = format(now) .. '-0-' .. lineage
    redis.call('DEL', KEYS[index])
    keep(KEYS[index], tag, ARGV[2])
  elseif ARGV[2] == '' then
    redis.call('PERSIST', KEYS[index])
  else
    local left = redis.call('PTTL', KEYS[index])
    if left >= 0 and left < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[index], ARGV[2]) end
  end
  answer[index] = tag
end
return answer
`);

/** KEYS: epoch, log. ARGV: generation, message. */
export const clearScript = new Script(`${SHARED}${APPENDING}
local epoch = format(next(read(KEYS[1]))) .. '-' .. generation
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], epoch)
append(KEYS[2], ARGV[2])
return epoch
`);

/** KEYS: clock, log, tags. ARGV: generation, how long tags are kept (ms), 'invalidate' or 'expire', message. */
export const tagScript = new Script(`${SHARED}${APPENDING}
local text, before, lineage = readClock(KEYS[1])
local now = next(text)
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], format(now) .. '-' .. lineage)
for index = 3, #KEYS do
  local tag = read(KEYS[index])
  local invalidated, expired = format(before), '0'
  if endsWith(tag, lineage) then invalidated, expired = string.match(tag, '^(%d+)-(%d+)') end
  if ARGV[3] == 'invalidate' then invalidated = format(now) else expired = format(now) end
  keep(KEYS[index], invalidated .. '-' .. expired .. '-' .. lineage, ARGV[2])
end
append(KEYS[2], ARGV[4])
return 1
`);
