import { NOW, OWNER, WAITING } from './parts.js';

/**
 * Puts a message into its conversation's mailbox, unless its id is known.
 *
 * KEYS record, mail, ids. ARGV id (may be empty), message, whether there is room, how long ids are kept, how long an
 * abandoned conversation is. Gives what became of it, the owner, and how many messages wait.
 */
export const ACCEPT: string = `
${NOW}
${OWNER}
local id, message, room, keepMs, idleMs = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local doneAt = id ~= '' and tonumber(redis.call('ZSCORE', KEYS[3], id) or '0') or 0
if doneAt > now - keepMs then return { 'duplicate', owner, redis.call('HLEN', KEYS[2]) } end
if room == '0' then return { 'full', owner, 0 } end
-- The first change decides: a server whose memory is full refuses this one, and then nothing has been done.
local arrival = redis.call('HINCRBY', KEYS[1], 'next', 1)
redis.call('ZREMRANGEBYSCORE', KEYS[3], 0, now - keepMs)
redis.call('HSET', KEYS[2], arrival, message)
if id ~= '' then redis.call('ZADD', KEYS[3], ${WAITING}, id) end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, idleMs) end
return { 'stored', owner, redis.call('HLEN', KEYS[2]) }
`;
