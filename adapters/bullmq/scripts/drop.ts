import { NOW } from './parts.js';

/**
 * Forgets a dead letter; its message stays known. KEYS ids, dead. ARGV the letter's key, id (may be empty), how long ids
 * are kept. Gives 1 when it was there, 0 when it was not.
 */
export const DROP: string = `
${NOW}
if redis.call('HDEL', KEYS[2], ARGV[1]) == 0 then return 0 end
if ARGV[2] ~= '' then
  redis.call('ZADD', KEYS[1], now, ARGV[2])
  if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
end
return 1
`;
