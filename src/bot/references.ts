import { randomUUID } from 'node:crypto';
import type { Activity, ChannelAccount } from '../activity/activity.js';
import { conversationIdOf } from '../activity/conversation-id.js';
import { partyIdOf } from '../activity/party-id.js';
import type { WithId } from './bot-context.js';

/** A stored conversation reference, of either SDK: the one says `bot` where the other says `agent`. */
export interface BotReference {
  /** The conversation; its `id` is what is needed. */
  readonly conversation?: WithId | undefined;
  /** The customer. @default taken from the conversation's id */
  readonly user?: WithId | undefined;
  /** The business number, as Bot Framework calls it. @default taken from the conversation's id */
  readonly bot?: WithId | null | undefined;
  /** The same, as the Agents SDK calls it. @default taken from the conversation's id */
  readonly agent?: WithId | null | undefined;
  /** The language of the conversation. @default none */
  readonly locale?: string | undefined;
  /** The API's base URL. @default the gateway's */
  readonly serviceUrl?: string | undefined;
}

/** Whom a new conversation is with, and what it begins with. */
export interface NewConversation {
  /** The business number, as Bot Framework calls it. */
  readonly bot?: WithId | undefined;
  /** The same, as the Agents SDK calls it. */
  readonly agent?: WithId | undefined;
  /** The customer: exactly one. */
  readonly members?: readonly WithId[] | undefined;
  /** What it opens with: after 24 hours without a message of the customer's, a template (`channelData.template`). @default nothing */
  readonly activity?: object | undefined;
  /** What the turn's activity carries. @default none */
  readonly channelData?: unknown;
}

/** The activity of a proactive turn, as the SDKs' own adapters make it. */
export function continuedBy(activity: Activity, reference: BotReference): Activity {
  const { user, bot, agent, conversation: _known, ...rest } = reference;
  const { locale, serviceUrl, ...kept } = withoutNothing(rest) as Pick<BotReference, 'locale' | 'serviceUrl'>;
  const customer = partyOf(user);
  // Each SDK stores it under a name of its own, and finds it under that.
  const business = partyOf(bot) ?? partyOf(agent);
  const places = {
    ...(typeof locale === 'string' && { locale }),
    ...(typeof serviceUrl === 'string' && { serviceUrl }),
  };
  const relatesTo = {
    channelId: activity.channelId,
    ...kept,
    ...places,
    conversation: activity.conversation,
    ...(customer && { user: customer }),
    ...(business && { bot: business, agent: business }),
  };
  return {
    ...activity,
    ...places,
    id: randomUUID(),
    ...{ relatesTo },
    ...(customer && { from: customer }),
    ...(business && { recipient: business }),
  };
}

/** The activity of a conversation's first turn, as the SDKs' own adapters make it. */
export function createdBy(activity: Activity, { channelData }: NewConversation): Activity {
  return {
    ...activity,
    id: randomUUID(),
    name: 'CreateConversation',
    ...(channelData !== undefined && channelData !== null && { channelData }),
  };
}

/**
 * The id of the conversation to create.
 *
 * @throws {TypeError} without a business number or with anything but one customer.
 */
export function conversationToCreate(parameters: NewConversation): string {
  const { bot, agent, members } = parameters ?? {};
  const businessNumber = idOf(bot) ?? idOf(agent);
  const [member, ...others] = members ?? [];
  const userId = idOf(member);
  if (businessNumber === undefined || userId === undefined || others.length > 0) {
    throw new TypeError(
      '[tidemark] createConversation: expected bot.id, the business number, and one member with the customer’s id',
    );
  }
  return conversationIdOf({ businessNumber, userId });
}

function partyOf(party: WithId | null | undefined): ChannelAccount | undefined {
  const { id } = party ?? {};
  return typeof id === 'string' && id !== '' ? (withoutNothing({ ...party }) as ChannelAccount) : undefined;
}

/** The id under which incoming messages have the same party. */
function idOf(party: WithId | null | undefined): string | undefined {
  const { id } = party ?? {};
  return typeof id === 'string' ? partyIdOf(id.trim()) : undefined;
}

// The Agents SDK refuses null and '' in a reference, and databases give both back for what was not there.
function withoutNothing(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined && one !== null && one !== '')
      .map(([key, one]) => [key, withoutNothing(one)]),
  );
}
