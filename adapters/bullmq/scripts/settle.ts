import { NOW, SAVE, WAITING } from './parts.js';

/**
 * Takes a message out of the mailbox as done or dead, and keeps the state with it.
 *
 * KEYS record, mail, ids, dead. ARGV fencing token, arrival, id (may be empty), dead letter (may be empty), how long ids
 * are kept, how long an abandoned conversation is, version (may be empty), state, busy. It goes by the token alone: what
 * was done under a lease that has run out since, and that nobody has taken, is done. Gives 1 when it was there, 0 when
 * it was not, -1 when the conversation belongs to somebody else.
 */
export const SETTLE: string = `
${NOW}
${SAVE}
local arrival, id, letter = ARGV[2], ARGV[3], ARGV[4]
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return -1 end
-- A server whose memory is full takes what follows on a change that takes no memory.
local was = redis.call('HDEL', KEYS[2], arrival)
redis.call('HDEL', KEYS[1], 'tries:' .. arrival)
if ARGV[7] ~= '' then save(ARGV[7], ARGV[8], ARGV[9]) end
if was == 0 then return 0 end
if id ~= '' then
  redis.call('ZADD', KEYS[3], letter == '' and now or ${WAITING}, id)
  if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('PEXPIRE', KEYS[3], ARGV[5]) end
end
if letter ~= '' then
  redis.call('HSET', KEYS[4], id == '' and arrival or id, letter)
  redis.call('PEXPIRE', KEYS[4], ARGV[6])
end
return 1
`;
