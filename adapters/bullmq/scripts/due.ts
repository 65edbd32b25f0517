import { NOW } from './parts.js';

/**
 * Gives conversations that somebody has to look at now, and puts them off, so that each is given to one process only.
 *
 * KEYS due. ARGV how long they are put off, at most how many, how long the list is kept. Gives them, and the milliseconds
 * until the next one is due, or -1.
 */
export const DUE: string = `
${NOW}
local names = redis.call('ZRANGEBYSCORE', KEYS[1], 0, now, 'LIMIT', 0, ARGV[2])
for _, name in ipairs(names) do redis.call('ZADD', KEYS[1], now + tonumber(ARGV[1]), name) end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return { names, first[2] and math.max(0, tonumber(first[2]) - now) or -1 }
`;

/**
 * Notes when conversations have to be looked at.
 *
 * KEYS due. ARGV in how many milliseconds, whether only where none is noted, how long the list is kept, conversations.
 */
export const WATCH: string = `
${NOW}
local at = now + tonumber(ARGV[1])
for index = 4, #ARGV do
  if ARGV[2] == 'new' then redis.call('ZADD', KEYS[1], 'NX', at, ARGV[index])
  else redis.call('ZADD', KEYS[1], at, ARGV[index]) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`;
