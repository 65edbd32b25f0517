import { NOW } from './parts.js';

/**
 * Says that an instance lives. KEYS instances, waiting, halted. ARGV instance, how long it counts as alive, how long what
 * is shared is kept. Gives the number of instances, of waiting messages, and the halted numbers with their codes.
 */
export const BEAT: string = `
${NOW}
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, now - tonumber(ARGV[2]))
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[3]) end
return { redis.call('ZCARD', KEYS[1]), tonumber(redis.call('GET', KEYS[2]) or '0'), redis.call('HGETALL', KEYS[3]) }
`;
