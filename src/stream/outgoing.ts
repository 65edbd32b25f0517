import type { OutgoingActivity } from '../activity/activity.js';
import { TidemarkError } from '../errors.js';

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
  const type = input.type ?? 'message';
  if (type === 'message') return textOf(input);
  if (type === 'delay')
    return { do: 'wait', delayMs: typeof input.value === 'number' ? input.value : DEFAULT_DELAY_MS };
  if (type === 'typing') return { do: 'typing' };
  if (notSent.has(type)) return { do: 'nothing' };
  throw new TidemarkError(
    'UNSUPPORTED_ACTIVITY',
    `an activity of type "${type}" cannot be sent to WhatsApp; send a message instead`,
  );
}

function textOf(activity: OutgoingActivity & { suggestedActions?: { actions?: unknown[] } | undefined }): Outgoing {
  const { text = '', attachments = [], suggestedActions } = activity;
  const leftOut = [
    ...(attachments.length > 0 ? ['attachments'] : []),
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
