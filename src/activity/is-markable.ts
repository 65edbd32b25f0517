import type { Activity } from './activity.js';

/** Events that no customer sees as a message of theirs; every other `whatsapp/<type>` is a bubble on their phone. */
const notMarkable: ReadonlySet<string> = new Set([
  'whatsapp/system',
  'whatsapp/request_welcome',
  'whatsapp/status',
  'whatsapp/echo',
]);

/**
 * Whether an activity can be marked read (R1): a message a customer sent, with an id and a conversation.
 *
 * Unsupported and unknown kinds count, since the customer sees a bubble; reactions, system messages, welcome requests,
 * statuses and echoes of the business's own messages do not.
 */
export function isMarkable(
  activity: Partial<Pick<Activity, 'type' | 'name' | 'id' | 'from' | 'conversation'>>,
): boolean {
  const { type, name, id, from, conversation } = activity;
  if (typeof id !== 'string' || id === '' || !conversation?.id) return false;
  if (from?.role !== undefined && from.role !== 'user') return false;
  if (type === 'message') return true;
  return type === 'event' && name !== undefined && name.startsWith('whatsapp/') && !notMarkable.has(name);
}

/**
 * Whether a message is a tap: a button, a list row or a flow sent back. Nobody goes on typing after a tap (R4).
 *
 * Whoever makes activities says so with `channelData.tap === true`: a `value` alone would not do, an order has one too.
 */
export function isTap(activity: Partial<Pick<Activity, 'type' | 'channelData'>>): boolean {
  const { type, channelData } = activity;
  if (type !== 'message' || typeof channelData !== 'object' || channelData === null) return false;
  return 'tap' in channelData && channelData.tap === true;
}
