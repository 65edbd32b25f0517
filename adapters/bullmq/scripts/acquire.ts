import { NOW, OWNER } from './parts.js';

/**
 * Takes a conversation over, unless another process has it or there is nothing to do for it.
 *
 * KEYS record, mail. ARGV instance, length of the lease, how long an abandoned conversation is kept. Gives the fencing
 * token, the newest arrival, the state and the mailbox; or 0 and the owner.
 */
export const ACQUIRE: string = `
${NOW}
${OWNER}
if owner ~= '' and owner ~= ARGV[1] then return { 0, owner } end
if redis.call('HLEN', KEYS[2]) == 0 and redis.call('HGET', KEYS[1], 'busy') ~= '1' then return { 0, '' } end
-- A server whose memory is full takes what follows on a change that takes no memory.
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local fence = redis.call('HINCRBY', KEYS[1], 'fence', 1)
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'until', now + tonumber(ARGV[2]), 'version', 0)
redis.call('PEXPIRE', KEYS[2], ARGV[3])
local kept = redis.call('HMGET', KEYS[1], 'next', 'state')
return { fence, kept[1] or '0', kept[2] or '', redis.call('HGETALL', KEYS[2]) }
`;
