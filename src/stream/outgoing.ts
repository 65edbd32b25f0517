import type { OutgoingActivity } from '../activity/activity.js';
import { describeValue } from '../describe-value.js';
import { TidemarkError } from '../errors.js';
import { MAX_DELAY_MS } from '../scheduling/max-delay.js';

/** What an activity of a bot means for the wire. */
export type Outgoing =
  | { do: 'send'; text: string; leftOut: readonly string[] }
  | { do: 'wait'; delayMs: number }
  | { do: 'typing' }
  | { do: 'nothing' };

// Bot Framework's own default for a delay without a value.
const DEFAULT_DELAY_MS = 1000;
const notSent = new Set(['trace', 'event', 'endOfConversation', 'invokeResponse', 'conversationUpdate', 'handoff']);

/**
 * Reads what a bot wants to send.
 *
 * @throws {TidemarkError} `UNSUPPORTED_ACTIVITY` for what cannot be sent, `EMPTY_TEXT` for a message without content.
 */
export function outgoingOf(input: string | OutgoingActivity): Outgoing {
  if (typeof input === 'string') return textOf({ text: input });
  if (typeof input !== 'object' || input === null) throw unsupported('a reply', 'a text or an activity', input);
  // Bots in JavaScript and cards from JSON say null where they mean nothing.
  const type: unknown = input.type ?? 'message';
  if (typeof type !== 'string') throw unsupported("an activity's type", 'a text', type);
  if (type === 'message') return textOf(input);
  if (type === 'delay') return { do: 'wait', delayMs: delayMsOf(input.value) };
  if (type === 'typing') return { do: 'typing' };
  if (notSent.has(type)) return { do: 'nothing' };
  throw new TidemarkError(
    'UNSUPPORTED_ACTIVITY',
    `an activity of type "${type}" cannot be sent to WhatsApp; send a message instead`,
  );
}

function textOf(activity: OutgoingActivity & { suggestedActions?: { actions?: unknown[] } | undefined }): Outgoing {
  const text: unknown = activity.text ?? '';
  if (typeof text !== 'string') throw unsupported("a message's text", 'a string', text);
  const { attachments, suggestedActions } = activity;
  const leftOut = [
    ...((attachments?.length ?? 0) > 0 ? ['attachments'] : []),
    ...((suggestedActions?.actions?.length ?? 0) > 0 ? ['suggestedActions'] : []),
  ];
  if (text.trim() !== '') return { do: 'send', text, leftOut };
  if (leftOut.length > 0) {
    throw new TidemarkError(
      'UNSUPPORTED_ACTIVITY',
      `a message with only ${leftOut.join(' and ')} cannot be sent yet; give it a text`,
    );
  }
  throw new TidemarkError('EMPTY_TEXT', 'a message without a text cannot be sent; give it one or send nothing');
}

function delayMsOf(value: unknown): number {
  return typeof value === 'number' && !Number.isNaN(value)
    ? Math.min(Math.max(0, value), MAX_DELAY_MS)
    : DEFAULT_DELAY_MS;
}

function unsupported(what: string, expected: string, got: unknown): TidemarkError {
  return new TidemarkError('UNSUPPORTED_ACTIVITY', `${what}: expected ${expected}, got ${describeValue(got)}`);
}
