import type { Activity } from './activity.js';

// WhatsApp's clock and ours differ; a message from further ahead would cover all that follows (R2).
const MAX_AHEAD_MS = 60_000;
// Seconds that our clock gave, so that a message keeps the one of its arrival.
const ownSeconds = new WeakMap<Activity, number>();
// Looking an object up gives it a hash, which costs more than all else here: not while there is nothing to find.
let anyOwn = false;

/**
 * The message's second by WhatsApp's clock, or by ours where that is missing or cannot be (R2); first asked when the
 * message arrives.
 */
export function secondOf(activity: Activity): number {
  const { timestamp } = activity;
  const wallMs = Date.now();
  const sentMs = timestamp instanceof Date ? timestamp.getTime() : new Date(timestamp ?? Number.NaN).getTime();
  const own = anyOwn ? ownSeconds.get(activity) : undefined;
  if (own !== undefined) return own;
  if (Number.isFinite(sentMs) && sentMs <= wallMs + MAX_AHEAD_MS) return Math.floor(sentMs / 1000);
  const second = Math.floor(wallMs / 1000);
  anyOwn = true;
  ownSeconds.set(activity, second);
  return second;
}
