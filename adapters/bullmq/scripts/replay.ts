import { NOW, OWNER, WAITING } from './parts.js';

/**
 * Puts a dead letter back into the mailbox, as if its message had just come.
 *
 * KEYS record, mail, ids, dead. ARGV the letter's key, id (may be empty), message, how long an abandoned conversation is
 * kept. Gives whether it was there, and the owner.
 */
export const REPLAY: string = `
${NOW}
${OWNER}
if redis.call('HDEL', KEYS[4], ARGV[1]) == 0 then return { 0, owner } end
local arrival = redis.call('HINCRBY', KEYS[1], 'next', 1)
redis.call('HSET', KEYS[2], arrival, ARGV[3])
if ARGV[2] ~= '' then redis.call('ZADD', KEYS[3], ${WAITING}, ARGV[2]) end
for index = 1, 3 do redis.call('PEXPIRE', KEYS[index], ARGV[4]) end
return { 1, owner }
`;
