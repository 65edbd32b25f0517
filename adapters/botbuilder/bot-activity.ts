import { randomUUID } from 'node:crypto';
import type { Activity as BotActivity, ConversationReference } from 'botbuilder';
import type { Activity, OutgoingActivity } from '../../src/index.js';

/**
 * Gives a bot its own copy of an activity: stock middleware writes into the live one, and what the channel holds must
 * stay as it came. The shapes are the same; the SDK's type only asks for fields that channels leave out.
 */
export function toBotActivity({ channelData, ...activity }: Activity): BotActivity {
  const copy = structuredClone(activity);
  // What it holds is frozen, and the largest part: shared. Bots write notes of their own beside it.
  const shared = typeof channelData === 'object' && channelData !== null ? { ...channelData } : channelData;
  return { ...copy, ...(shared !== undefined && { channelData: shared }) } as unknown as BotActivity;
}

/** Takes what a bot sends; the shapes are the same. */
export function toOutgoing(activity: Partial<BotActivity>): OutgoingActivity {
  return activity as unknown as OutgoingActivity;
}

/** The activity to whose sender a message goes that names a conversation of its own. */
export function recipientActivity({ conversation, from, recipient }: Partial<BotActivity>): Activity {
  return {
    type: 'event',
    name: 'ContinueConversation',
    channelId: 'whatsapp',
    serviceUrl: '',
    from: { id: recipient?.id ?? '' },
    recipient: { id: from?.id ?? '' },
    conversation: { id: conversation?.id ?? '', isGroup: false },
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
