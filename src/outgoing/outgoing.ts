import type { OutgoingActivity } from '../activity/activity.js';
import { describeValue } from '../describe-value.js';
import { TidemarkError } from '../errors.js';
import { MAX_DELAY_MS } from '../scheduling/max-delay.js';
import type { ChoiceKeeper } from './choices.js';
import { contentsOf } from './contents-of.js';
import type { OutgoingContent } from './outgoing-content.js';

/** What an activity of a bot means for the wire. */
export type Outgoing =
  | {
      do: 'send';
      contents: readonly OutgoingContent[];
      quotes: string | undefined;
      /** MIME types of attachments that cannot be sent. */
      leftOut: readonly string[];
    }
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
export function outgoingOf(input: string | OutgoingActivity, keeper: ChoiceKeeper): Outgoing {
  if (typeof input === 'string') return message({ text: input }, keeper);
  if (typeof input !== 'object' || input === null) throw unsupported('a reply', 'a text or an activity', input);
  // Bots in JavaScript and cards from JSON say null where they mean nothing.
  const type: unknown = input.type ?? 'message';
  if (typeof type !== 'string') throw unsupported("an activity's type", 'a text', type);
  if (type === 'message') return message(input, keeper);
  if (type === 'messageReaction') return reaction(input);
  if (type === 'delay') return { do: 'wait', delayMs: delayMsOf(input.value) };
  if (type === 'typing') return { do: 'typing' };
  if (notSent.has(type)) return { do: 'nothing' };
  throw new TidemarkError(
    'UNSUPPORTED_ACTIVITY',
    `an activity of type "${type.slice(0, 40)}" cannot be sent to WhatsApp; send a message instead`,
  );
}

function message(activity: OutgoingActivity, keeper: ChoiceKeeper): Outgoing {
  const { contents, leftOut } = contentsOf(activity, keeper);
  if (contents.length === 0 && leftOut.length > 0) {
    throw new TidemarkError(
      'UNSUPPORTED_ACTIVITY',
      `a message with only attachments of ${leftOut.join(', ')} cannot be sent to WhatsApp; give it a text`,
    );
  }
  if (contents.length === 0) {
    throw new TidemarkError('EMPTY_TEXT', 'a message without content cannot be sent; give it a text or send nothing');
  }
  return { do: 'send', contents, quotes: quotedBy(activity), leftOut };
}

/** Both SDKs set `replyToId` on every reply: a bot that wants to quote says so, or names another message. */
function quotedBy({ channelData, replyToId }: OutgoingActivity): string | undefined {
  const { quote, quoteOf = quote === true ? replyToId : undefined } = ownWords(channelData);
  return isId(quoteOf) ? quoteOf : undefined;
}

function reaction({ reactionsAdded, reactionsRemoved, replyToId, channelData }: OutgoingActivity): Outgoing {
  const emoji = reactionsAdded?.[0]?.type ?? (reactionsRemoved?.length ? '' : undefined);
  // The SDKs overwrite `replyToId` with the message of the turn.
  const { reactTo = replyToId } = ownWords(channelData);
  if (emoji === undefined || !isId(reactTo)) {
    throw new TidemarkError(
      'UNSUPPORTED_ACTIVITY',
      'a messageReaction: expected reactionsAdded or reactionsRemoved with an emoji, and replyToId, or channelData.reactTo for another message than the one of the turn',
    );
  }
  return { do: 'send', contents: [{ type: 'reaction', messageId: reactTo, emoji }], quotes: undefined, leftOut: [] };
}

function ownWords(channelData: unknown): { quote?: unknown; quoteOf?: unknown; reactTo?: unknown } {
  return typeof channelData === 'object' && channelData !== null ? channelData : {};
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function delayMsOf(value: unknown): number {
  return typeof value === 'number' && !Number.isNaN(value)
    ? Math.min(Math.max(0, value), MAX_DELAY_MS)
    : DEFAULT_DELAY_MS;
}

function unsupported(what: string, expected: string, got: unknown): TidemarkError {
  return new TidemarkError('UNSUPPORTED_ACTIVITY', `${what}: expected ${expected}, got ${describeValue(got)}`);
}
