import { SAVE } from './parts.js';

/**
 * Gives a conversation up with its state; unless forced, only when its mailbox is empty.
 *
 * KEYS record, mail, ids. ARGV fencing token, version, state (may be empty), busy, forced, how long an abandoned
 * conversation is kept. Gives whether it was given up and how many messages wait; or -1 when it belongs to somebody else.
 */
export const RELEASE: string = `
${SAVE}
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return { -1, 0 } end
local waiting = redis.call('HLEN', KEYS[2])
if waiting > 0 and ARGV[5] == '0' then return { 0, waiting } end
-- A server whose memory is full takes what follows on a change that takes no memory.
redis.call('HDEL', KEYS[1], 'owner', 'until')
save(ARGV[2], ARGV[3], ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return { 1, waiting }
`;
