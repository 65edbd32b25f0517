/** The server's clock, so that all instances go by one. */
export const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** The process that has the conversation, or an empty text. */
export const OWNER = `
local lease = redis.call('HMGET', KEYS[1], 'owner', 'until')
local owner = ''
if lease[1] and tonumber(lease[2]) > now then owner = lease[1] end
`;

/** An id that is not done has this in the place of a time, so that no age makes it forgotten. */
export const WAITING = '9000000000000000';

/** Keeps the state, unless a newer one of the same owner is there: after a reconnection calls may arrive out of order. */
export const SAVE = `
local function save(version, state, busy)
  if tonumber(redis.call('HGET', KEYS[1], 'version') or '0') >= tonumber(version) then return end
  redis.call('HSET', KEYS[1], 'version', version, 'busy', busy)
  if state == '' then redis.call('HDEL', KEYS[1], 'state') else redis.call('HSET', KEYS[1], 'state', state) end
end
`;
