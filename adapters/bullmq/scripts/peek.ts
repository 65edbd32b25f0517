/** Whether a conversation has something to be done: KEYS record, mail. Gives 1 or 0. */
export const PEEK: string = `
if redis.call('HLEN', KEYS[2]) > 0 or redis.call('HGET', KEYS[1], 'busy') == '1' then return 1 end
return 0
`;
