import { APPENDING } from './log-scripts.js';
import { Script } from './script.js';

/*
 * In all of them KEYS[1] is the value's key and KEYS[2] its turn. What stands is known by its first 16 bytes (magic,
 * version, kind, token); bytes of another format, or of another type than text, count as nothing that stands. The channel
 * is an argument, since a client may put a prefix in front of keys and none in front of channels. What takes something
 * away from others has their log as KEYS[3] and the message as its last argument, where one server has both.
 */

/**
 * What `SET NX GET` does on a server that knows the two only apart. KEYS: value. ARGV: the stamp of a lease of one's own,
 * the period (ms). Answers what stands, if anything.
 */
export const takeScript = new Script(`
local stands = redis.pcall('GET', KEYS[1])
if stands then return stands end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return false
`);

/**
 * ARGV: the stamp of the value to be replaced ('' for none), the stamp of a lease of one's own, the token to put into a
 * standing value in order to supersede all permits for it ('' for not), the token for the turn, the period (ms). Answers
 * `lease`, `turn`, `held` and the stamp of what is being loaded over, `tombstone`, or `value` and the bytes that stand.
 */
export const acquireScript = new Script(`
local expected, lease, claim, token, period = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local stands = redis.pcall('GETRANGE', KEYS[1], 0, 15)
local kind = ''
if type(stands) == 'string' and #stands == 16 and string.sub(stands, 1, 3) == string.sub(lease, 1, 3) then
  kind = string.sub(stands, 4, 4)
end
if kind == 'T' then return {'tombstone'} end
if kind == 'L' and claim == '' and stands ~= lease then return {'held', stands} end
if kind ~= 'V' then
  redis.call('SET', KEYS[1], lease, 'PX', period)
  return {'lease'}
end
if claim ~= '' then
  redis.call('SETRANGE', KEYS[1], 4, claim)
  redis.call('SET', KEYS[2], token, 'PX', period)
elseif stands ~= expected then
  return {'value', redis.call('GET', KEYS[1])}
elseif not redis.call('SET', KEYS[2], token, 'NX', 'PX', period) and redis.pcall('GET', KEYS[2]) ~= token then
  return {'held', stands}
end
-- The value is the permit: it must not run out before the load does. Readers go by its own deadlines.
local left = redis.call('PTTL', KEYS[1])
if left >= 0 and left < tonumber(period) then redis.call('PEXPIRE', KEYS[1], period) end
return {'turn'}
`);

/** Answers 1 if the permit is good. */
export const extendScript = new Script(`
local permit, token, period = ARGV[1], ARGV[2], ARGV[3]
if redis.pcall('GETRANGE', KEYS[1], 0, 15) ~= permit then return 0 end
if string.sub(permit, 4, 4) == 'L' then return redis.call('PEXPIRE', KEYS[1], period) end
if redis.pcall('GET', KEYS[2]) == token then
  redis.call('PEXPIRE', KEYS[2], period)
else
  redis.call('SET', KEYS[2], token, 'NX', 'PX', period)
end
local left = redis.call('PTTL', KEYS[1])
if left >= 0 and left < tonumber(period) then redis.call('PEXPIRE', KEYS[1], period) end
return 1
`);

/** Writes over exactly what the permit says, and wakes who waits. Answers 1 if it was written. */
export const offerScript = new Script(`${APPENDING}
local permit, token, publish, channel, bytes, period = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local good = redis.pcall('GETRANGE', KEYS[1], 0, 15) == permit
if good then
  if period == '' then redis.call('SET', KEYS[1], bytes) else redis.call('SET', KEYS[1], bytes, 'PX', period) end
end
if redis.pcall('GET', KEYS[2]) == token then redis.call('DEL', KEYS[2]) end
redis.pcall(publish, channel, '')
if good then append(KEYS[3], ARGV[7]) end
return good and 1 or 0
`);

/** Gives a permit back, and wakes who waits. Answers 1 if it was good. */
export const abandonScript = new Script(`
local permit, token, publish, channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local good = redis.pcall('GETRANGE', KEYS[1], 0, 15) == permit
if good and string.sub(permit, 4, 4) == 'L' then redis.call('DEL', KEYS[1]) end
if redis.pcall('GET', KEYS[2]) == token then redis.call('DEL', KEYS[2]) end
redis.pcall(publish, channel, '')
return good and 1 or 0
`);

/**
 * Takes away what stands. A tombstone stays: it keeps out what is loaded while somebody writes, and stands for nothing.
 * ARGV: the head of a tombstone. The deletion comes first: after it, a script may write out of memory.
 */
export const removeScript = new Script(`${APPENDING}
redis.call('DEL', KEYS[2])
if redis.pcall('GETRANGE', KEYS[1], 0, 3) ~= ARGV[1] then redis.call('DEL', KEYS[1]) end
append(KEYS[3], ARGV[2])
return 1
`);

/** Marks a value as expired under a new token; removes a lease. */
export const expireScript = new Script(`${APPENDING}
local head, token, publish, channel, expiry = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
redis.call('DEL', KEYS[2])
redis.pcall(publish, channel, '')
append(KEYS[3], ARGV[6])
local stands = redis.pcall('GETRANGE', KEYS[1], 0, 15)
if type(stands) ~= 'string' or #stands < 16 or string.sub(stands, 1, 3) ~= head then return 0 end
local kind = string.sub(stands, 4, 4)
if kind == 'L' then return redis.call('DEL', KEYS[1]) end
if kind ~= 'V' then return 0 end
redis.call('SETRANGE', KEYS[1], 4, token)
redis.call('SETRANGE', KEYS[1], 16, expiry)
return 1
`);
