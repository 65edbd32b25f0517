/**
 * Counts a failed turn of a message. KEYS record, mail. ARGV fencing token, arrival.
 * Gives the number of failed turns; -1 when the conversation belongs to somebody else.
 */
export const FAIL: string = `
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return -1 end
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 then return 0 end
return redis.call('HINCRBY', KEYS[1], 'tries:' .. ARGV[2], 1)
`;
