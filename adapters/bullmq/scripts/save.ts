import { SAVE } from './parts.js';

/**
 * Keeps the state of a conversation. KEYS record. ARGV fencing token, version, state (may be empty), busy.
 * Gives 1, or -1 when the conversation belongs to somebody else.
 */
export const SAVE_STATE: string = `
${SAVE}
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return -1 end
save(ARGV[2], ARGV[3], ARGV[4])
return 1
`;
