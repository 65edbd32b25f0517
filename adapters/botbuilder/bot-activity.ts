import { randomUUID } from 'node:crypto';
import type { Activity as BotActivity, ConversationReference } from 'botbuilder';
import type { Activity, OutgoingActivity } from '../../src/index.js';

/**
 * Gives a bot its own copy of an activity: stock middleware writes into the live one, and what the channel holds must
 * stay as it came. The shapes are the same; the SDK's type only asks for fields that channels leave out.
 */
export function toBotActivity({ channelData, ...activity }: Activity): BotActivity {
  const copy = structuredClone(activity);
  // Frozen, and the largest part: shared.
  return { ...copy, ...(channelData !== undefined && { channelData }) } as unknown as BotActivity;
}

/** Takes what a bot sends; the shapes are the same. */
export function toOutgoing(activity: Partial<BotActivity>): OutgoingActivity {
  return activity as unknown as OutgoingActivity;
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
