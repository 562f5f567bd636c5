import { SHARED } from './epoch-scripts.js';
import { APPENDING } from './log-scripts.js';
import { Script } from './script.js';

/*
 * A tombstone is its head and, for each write that keeps the key empty, the write's token and the instant until which it
 * does so: 12 bytes, and milliseconds of the server's clock in 13 digits.
 */
const TOMBSTONE = `
local head, token, period = ARGV[1], ARGV[2], tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function others(key)
  local list, isThere = {}, false
  if redis.pcall('GETRANGE', key, 0, 3) ~= head then return list, isThere end
  local text = redis.call('GET', key)
  for at = 5, #text, 25 do
    local whose, ends = string.sub(text, at, at + 11), tonumber(string.sub(text, at + 12, at + 24))
    if ends and ends > now then
      if whose == token then isThere = true else list[#list + 1] = {whose, ends} end
    end
  end
  return list, isThere
end
local function put(key, list)
  redis.call('DEL', key)
  if #list == 0 then return end
  local text, last = head, 0
  for _, write in ipairs(list) do
    text = text .. write[1] .. string.format('%013.0f', write[2])
    last = math.max(last, write[2])
  end
  redis.call('SET', key, text, 'PX', last - now)
end
`;

/**
 * KEYS: value, turn, log. ARGV: the head of a tombstone, a token, the period (ms), message. Whatever stands goes. Answers 1
 * if this very write stood there already.
 */
export const quarantineScript = new Script(`${TOMBSTONE}${APPENDING}
local list, isThere = others(KEYS[1])
list[#list + 1] = {token, now + period}
redis.call('DEL', KEYS[2])
put(KEYS[1], list)
if ARGV[4] ~= '' then append(KEYS[3], ARGV[4]) end
return isThere and 1 or 0
`);

/** As before; what other writes keep empty stays empty. */
export const confirmScript = new Script(`${TOMBSTONE}${APPENDING}
redis.call('DEL', KEYS[2])
put(KEYS[1], (others(KEYS[1])))
append(KEYS[3], ARGV[4])
return 1
`);

/*
 * Tags: a sorted set has which write keeps which tag, and until when (ms). The tag's own number is then that instant, which
 * is greater than any that the clock can have by then; so whatever is loaded meanwhile is invalid, also if nobody ends it.
 */
const TAGS = `${SHARED}${APPENDING}
local function mark(key, invalidated, lineage, period)
  local text, expired = read(key), '0'
  if endsWith(text, lineage) then expired = string.match(text, '^%d+%-(%d+)') end
  keep(key, format(invalidated) .. '-' .. expired .. '-' .. lineage, period)
end
`;

/**
 * KEYS: clock, writes, log, tags. ARGV: generation, how long tags are kept (ms), a token, the period (ms), message. Answers
 * 1 if this very write stood there for all of them already.
 */
export const quarantineTagsScript = new Script(`${TAGS}
local text, _, lineage = settled(KEYS[1], KEYS[2])
local time = redis.call('TIME')
local ends = time[1] * 1000 + math.ceil(time[2] / 1000) + ARGV[4]
local wereThere = true
for index = 4, #KEYS do
  if not redis.call('ZSCORE', KEYS[2], ARGV[3] .. KEYS[index]) then wereThere = false end
  redis.call('ZADD', KEYS[2], ends, ARGV[3] .. KEYS[index])
  local before = read(KEYS[index])
  mark(KEYS[index], math.max(endsWith(before, lineage) and number(before) or 0, ends * 1000), lineage, ARGV[2])
end
redis.call('PEXPIREAT', KEYS[2], math.max(ends, redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2]))
if ARGV[5] ~= '' then
  move(KEYS[1], text, lineage, true)
  append(KEYS[3], ARGV[5])
end
return wereThere and 1 or 0
`);

/** As before. */
export const confirmTagsScript = new Script(`${TAGS}
local text, _, lineage = settled(KEYS[1], KEYS[2])
for index = 4, #KEYS do redis.call('ZREM', KEYS[2], ARGV[3] .. KEYS[index]) end
local now = move(KEYS[1], text, lineage, redis.call('ZCARD', KEYS[2]) > 0)
for index = 4, #KEYS do
  mark(KEYS[index], math.max(now, heldUntil(KEYS[2], KEYS[index])), lineage, ARGV[2])
end
append(KEYS[3], ARGV[5])
return 1
`);
