import { NOW } from './parts.js';

/**
 * Prolongs a lease, and the life of what belongs to it.
 *
 * KEYS record, mail, ids. ARGV instance, fencing token, length of the lease, how long an abandoned conversation is kept.
 * Gives the newest arrival, or -1 when the conversation belongs to somebody else.
 */
export const RENEW: string = `
${NOW}
local kept = redis.call('HMGET', KEYS[1], 'owner', 'fence', 'next')
if kept[1] ~= ARGV[1] or kept[2] ~= ARGV[2] then return -1 end
-- A server whose memory is full takes what follows on a change that takes no memory.
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[4]) end
redis.call('HSET', KEYS[1], 'until', now + tonumber(ARGV[3]))
return tonumber(kept[3] or '0')
`;
