import { randomUUID } from 'node:crypto';
import type { Activity as BotActivity, ConversationReference } from 'botbuilder';
import { type Activity, type OutgoingActivity, partiesOf, TidemarkError } from '../../src/index.js';

/**
 * Gives a bot its own copy of an activity: stock middleware writes into the live one, and what the channel holds must
 * stay as it came. The shapes are the same; the SDK's type only asks for fields that channels leave out.
 */
export function toBotActivity({ channelData, ...activity }: Activity): BotActivity {
  const copy = structuredClone(activity);
  return { ...copy, ...(channelData !== undefined && { channelData: ownData(channelData) }) } as unknown as BotActivity;
}

// The provider's message is frozen, and the largest part: shared. Bots write notes of their own beside it.
function ownData(channelData: unknown): unknown {
  if (typeof channelData !== 'object' || channelData === null) return channelData;
  const { burst } = channelData as { burst?: unknown };
  return { ...channelData, ...(Array.isArray(burst) && { burst: burst.map(toBotActivity) }) };
}

/** Takes what a bot sends; the shapes are the same. */
export function toOutgoing(activity: Partial<BotActivity>): OutgoingActivity {
  return activity as unknown as OutgoingActivity;
}

/**
 * The activity to whose sender a message goes that names a conversation of its own.
 *
 * @throws {TidemarkError} `UNKNOWN_CONVERSATION` for an id that is not `<business number>:<user id>`.
 */
export function recipientActivity({ conversation }: Partial<BotActivity>): Activity {
  const parties = partiesOf(conversation?.id ?? '');
  if (conversation === undefined || parties === undefined) {
    throw new TidemarkError(
      'UNKNOWN_CONVERSATION',
      'this activity names a conversation that is not <business number>:<user id>; make it from a reference',
    );
  }
  return {
    type: 'event',
    name: 'ContinueConversation',
    channelId: 'whatsapp',
    serviceUrl: '',
    from: { id: parties.userId },
    recipient: { id: parties.businessNumber },
    conversation: { id: conversation.id, isGroup: false },
  };
}

/** The activity of a proactive turn, as Bot Framework's own adapters make it. */
export function continuationActivity(activity: Activity, reference: Partial<ConversationReference>): BotActivity {
  const { user, bot, locale, serviceUrl } = reference;
  return {
    ...toBotActivity(activity),
    id: randomUUID(),
    relatesTo: reference as ConversationReference,
    ...(user !== undefined && { from: { ...user } }),
    ...(bot !== undefined && { recipient: { ...bot } }),
    ...(locale !== undefined && { locale }),
    ...(serviceUrl !== undefined && { serviceUrl }),
  } as BotActivity;
}
