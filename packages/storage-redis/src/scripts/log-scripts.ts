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
 * KEYS: stream. Makes one where there is none, with an entry that follows none and says nothing, and trims by age, all but
 * the last. Answers the last id, and what tells servers apart: replication id, role, node.
 */
export const lookScript = new Script(`${APPENDING}
local last = lastOf(KEYS[1])
if last == '' then last = redis.call('XADD', KEYS[1], '*', 'p', '', 'm', '') end
local oldest = redis.call('TIME')[1] * 1000 - ${KEPT_FOR}
if oldest < tonumber(string.match(last, '^%d+')) then
  redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f', oldest))
else
  redis.call('XTRIM', KEYS[1], 'MINID', last)
end
if redis.call('PTTL', KEYS[1]) < ${UNREAD_FOR / 2} then redis.call('PEXPIRE', KEYS[1], ${UNREAD_FOR}) end
local info = redis.pcall('INFO', 'replication')
local node = redis.pcall('CLUSTER', 'MYID')
if type(info) ~= 'string' then info = '' end
return {
  last,
  string.match(info, 'master_replid:(%x+)') or '',
  string.match(info, 'role:(%a+)') or '',
  type(node) == 'string' and node or ''
}
`);
