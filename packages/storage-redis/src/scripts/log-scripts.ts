import { Script } from './script.js';

/** How many entries a stream keeps: who has been away for more forgets all it has. */
const MOST_ENTRIES = 10_000;
/** Milliseconds. */
const KEPT_FOR = 600_000;
/** Milliseconds without anybody who reads it, after which a stream goes. */
const UNREAD_FOR = 3_600_000;

/**
 * Each entry names the one before it (`p`), so that a reader sees for itself that none is missing, and holds a message
 * (`m`). Where nobody reads there is no stream, and nothing is written: whoever begins to read makes it.
 */
export const APPENDING = `
local function lastOf(stream)
  local last = redis.pcall('XREVRANGE', stream, '+', '-', 'COUNT', 1)
  -- Something else stands there: without it, readers notice that they have missed something.
  if last.err then redis.call('DEL', stream) end
  return last[1] and last[1][1] or ''
end
local function append(stream, message)
  if not stream then return '' end
  local before = lastOf(stream)
  return redis.call('XADD', stream, 'NOMKSTREAM', 'MAXLEN', '~', '${MOST_ENTRIES}', '*', 'p', before, 'm', message) or ''
end
`;

/** KEYS: stream. ARGV: message. Answers the id, or nothing where nobody reads. */
export const appendScript = new Script(`${APPENDING}
return append(KEYS[1], ARGV[1])
`);

/**
 * Who relies on copies while it reads a stream is listed in a sorted set: `<reader> <for how long (ms)> <place that it has
 * applied>`, scored by when it stops to rely on what it knew; a member past that is gone. The last member, without an end, says since when there is a
 * list and which server began it. In a list that is new, and with another server every list is, somebody may be missing
 * for as long as anybody relies on a proof.
 */
export const LISTING = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local function format(value) return string.format('%.0f', value) end
local function serverNow()
  local info = redis.pcall('INFO', 'replication')
  local node = redis.pcall('CLUSTER', 'MYID')
  if type(info) ~= 'string' then info = '' end
  return string.match(info, 'master_replid:(%x+)') or '',
    string.match(info, 'role:(%a+)') or '',
    type(node) == 'string' and node or ''
end
local function listSince(list, server)
  local ended = redis.pcall('ZREMRANGEBYSCORE', list, '-inf', format(now))
  local head = type(ended) == 'number' and redis.call('ZRANGE', list, -1, -1)[1] or ''
  local since, of = string.match(head, '^@ (%d+) (.*)$')
  -- A clock that has gone back says nothing of when members end.
  if of == server and tonumber(since) <= now then return tonumber(since) end
  redis.call('DEL', list)
  redis.call('ZADD', list, '+inf', '@ ' .. format(now) .. ' ' .. server)
  return now
end
local function keepStream(stream)
  if redis.call('PTTL', stream) < ${UNREAD_FOR / 2} then redis.call('PEXPIRE', stream, ${UNREAD_FOR}) end
end
local function keepList(list, period)
  if redis.call('PTTL', list) < period then redis.call('PEXPIRE', list, period) end
end
`;

/**
 * KEYS: stream, list. Makes a stream where there is none, with an entry that follows none and says nothing, and trims by
 * age, all but the last. ARGV: the member to be listed ('' for none), for how long (ms), members that it may be listed as.
 * Answers the last id, and what tells servers apart: replication id, role, node.
 */
export const lookScript = new Script(`${APPENDING}${LISTING}
local last = lastOf(KEYS[1])
if last == '' then last = redis.call('XADD', KEYS[1], '*', 'p', '', 'm', '') end
local oldest = clock[1] * 1000 - ${KEPT_FOR}
if oldest < tonumber(string.match(last, '^%d+')) then
  redis.call('XTRIM', KEYS[1], 'MINID', format(oldest))
else
  redis.call('XTRIM', KEYS[1], 'MINID', last)
end
keepStream(KEYS[1])
local replication, role, node = serverNow()
if role ~= 'slave' and (ARGV[1] ~= '' or #ARGV > 2) then
  listSince(KEYS[2], replication .. ' ' .. node)
  for index = 3, #ARGV do redis.call('ZREM', KEYS[2], ARGV[index]) end
  if ARGV[1] ~= '' then
    redis.call('ZADD', KEYS[2], format(now + ARGV[2]), ARGV[1])
    keepList(KEYS[2], 2 * ARGV[2])
  end
end
return {last, replication, role, node}
`);

/**
 * KEYS: stream, list. ARGV: 1 to ask all readers, by an entry, to say at once what they have applied; the longest that
 * anybody is known to rely on a proof (ms). Answers the place of that entry, the place that all who are listed have
 * applied ('' where nobody is), 1 if somebody may be missing, the longest by now.
 */
export const spreadScript = new Script(`${APPENDING}${LISTING}
local function isEarlier(one, other)
  local a, b = string.match(one, '^(%d+)-(%d+)')
  local c, d = string.match(other, '^(%d+)-(%d+)')
  a, b, c, d = tonumber(a), tonumber(b), tonumber(c), tonumber(d)
  return a < c or (a == c and b < d)
end
local replication, _, node = serverNow()
local since = listSince(KEYS[2], replication .. ' ' .. node)
local asked = ''
if ARGV[1] == '1' then
  local before = lastOf(KEYS[1])
  asked = redis.call('XADD', KEYS[1], 'MAXLEN', '~', '${MOST_ENTRIES}', '*', 'p', before, 'm', '', 'a', '1')
  keepStream(KEYS[1]) -- it may have made it
end
local applied, longest = '', tonumber(ARGV[2])
for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, -2)) do
  local period, place = string.match(member, ' (%d+) (%d+-%d+)$')
  longest = math.max(longest, tonumber(period or 0))
  if applied == '' or isEarlier(place or '0-0', applied) then applied = place or '0-0' end
end
keepList(KEYS[2], 2 * longest)
return {asked, applied, now < since + longest and 1 or 0, format(longest)}
`);
