import type { Due, ReceiptWindow } from './protocol.js';

/** A customer's message that has gone out to the bot. */
export interface Posted {
  readonly customer: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Unix seconds, as the message says. */
  readonly timestampS: number;
  /** Whether it is a tap, which nobody goes on typing after. */
  readonly tap: boolean;
}

/** When a receipt for some messages, in order of their arrival, is due, and why. */
export function burstOf(
  messages: readonly Posted[],
  window: ReceiptWindow,
): { readonly at: number; readonly due: Due } {
  const [first, last] = [messages[0], messages.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a burst has a message');
  const newest = messages.reduce((one, other) => (other.timestampS >= one.timestampS ? other : one));
  const quietAt = last.at + window.quietMs;
  const longestAt = first.at + window.maxWaitMs;
  const at = newest.tap ? newest.at : Math.min(quietAt, longestAt);
  const by = newest.tap ? 'tap' : quietAt <= longestAt ? 'quiet' : 'longest';
  return { at, due: { by, messages: messages.length, newest: newest.id, ...window } };
}
