/**
 * Gives the messages that came after an arrival, up to a number of them.
 *
 * KEYS record, mail. ARGV fencing token, arrival, number. Gives the last arrival looked at, whether more follow, and the
 * messages with their arrivals; or -1 when the conversation belongs to somebody else.
 */
export const READ: string = `
local kept = redis.call('HMGET', KEYS[1], 'fence', 'next')
if kept[1] ~= ARGV[1] then return { -1, 0, {} } end
local after, newest = tonumber(ARGV[2]), tonumber(kept[2] or '0')
local upTo = math.min(newest, after + tonumber(ARGV[3]))
local mail = {}
for arrival = after + 1, upTo do
  local message = redis.call('HGET', KEYS[2], arrival)
  if message then
    mail[#mail + 1] = tostring(arrival)
    mail[#mail + 1] = message
  end
end
return { math.max(upTo, after), upTo < newest and 1 or 0, mail }
`;
