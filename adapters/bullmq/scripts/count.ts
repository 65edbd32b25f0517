/**
 * Counts waiting messages. KEYS waiting. ARGV difference, how long the number is kept. Gives the number.
 *
 * The first change takes no memory, so that also a server whose memory is full counts what is done.
 */
export const COUNT: string = `
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local waiting = redis.call('INCRBY', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return waiting
`;
