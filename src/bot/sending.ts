import type { Activity } from '../activity/activity.js';
import { isGatewayError, TurnError } from '../errors.js';
import type { ReplyResult, Turn } from '../ports.js';
import type { Channel } from '../stream/channel.js';
import { continuationOf } from '../stream/run-turn.js';
import { createSendLine, type SendLine } from '../stream/send-line.js';
import { withSentIds } from '../stream/with-sent-ids.js';
import { type BotContext, outgoingOfSdk, type SdkActivity } from './bot-context.js';

/** How the activities of a bot leave. */
export interface Sending<Context extends BotContext> {
  /** A context's turn begins: what it sends is that turn's. */
  begin(context: Context, turn: Turn): void;
  /** Sends activities in order; gives one response for each, at its index. */
  send(context: Context, activities: readonly SdkActivity[]): Promise<ReplyResult[]>;
}

const turnKey = Symbol.for('tidemark.turn');
// What is never sent, such as a trace, goes nowhere at all.
const sent: ReadonlySet<string> = new Set(['message', 'messageReaction', 'typing']);

export function createSending<Context extends BotContext>(channel: Channel): Sending<Context> {
  const lines = new WeakMap<Turn, SendLine>();

  // A context somebody made by hand has no turn of its own.
  function turnOf({ turnState, activity }: Context): Turn {
    return (turnState.get(turnKey) as Turn | undefined) ?? channel.turn(activity as Activity);
  }

  /** Where an activity goes: what names another conversation goes there, as with the SDKs' own adapters. */
  function turnFor(context: Context, activity: SdkActivity): Turn {
    const own = turnOf(context);
    if (!goesElsewhere(context, activity)) return own;
    if (own.signal.aborted) throw new TurnError('this turn has ended; send from a proactive turn instead');
    return channel.turn(continuationOf(activity.conversation?.id, ''));
  }

  /** Those of one call leave together, also where the bot does not wait for it before the next. */
  async function send(context: Context, activities: readonly SdkActivity[]): Promise<ReplyResult[]> {
    if (!context) throw new TypeError('[tidemark] sendActivities: expected a TurnContext, got nothing');
    if (!Array.isArray(activities)) throw new TypeError('[tidemark] sendActivities: expected an array of activities');
    if (activities.length === 0)
      throw new Error('[tidemark] sendActivities: expected one or more activities, got none');
    const all = activities as readonly SdkActivity[];
    // The indicator never waits, not even for replies that are on their way.
    if (all.every(isTyping)) return sendEach(context, all);
    const turn = turnOf(context);
    const line = lines.get(turn) ?? createSendLine();
    lines.set(turn, line);
    return line.run(() => sendEach(context, all));
  }

  async function sendEach(context: Context, activities: readonly SdkActivity[]): Promise<ReplyResult[]> {
    const responses: ReplyResult[] = [];
    try {
      await sendInto(responses, { context, activities });
    } catch (error) {
      const sentIds = responses.flatMap(({ id, ids }) => ids ?? (id === '' ? [] : [id]));
      throw isGatewayError(error) ? withSentIds(error, sentIds) : error;
    }
    return responses;
  }

  async function sendInto(
    responses: ReplyResult[],
    { context, activities }: { context: Context; activities: readonly SdkActivity[] },
  ): Promise<void> {
    for (const [index, activity] of activities.entries()) {
      if (typeof activity !== 'object' || activity === null)
        throw new TypeError(`[tidemark] sendActivities: expected an activity at index ${index}`);
      if (isTyping(activity)) {
        // In another conversation nobody would tell its end.
        if (!goesElsewhere(context, activity)) await turnOf(context).typing();
        responses.push({ id: '' });
      } else responses.push(await turnFor(context, activity).reply(outgoingOfSdk(withoutMadeUpId(context, activity))));
    }
  }

  return { send, begin: ({ turnState }, turn) => void turnState.set(turnKey, turn) };
}

function isTyping(activity: SdkActivity): boolean {
  return activity?.type === 'typing';
}

/** The SDKs let each activity answer the turn's own, which in a proactive turn is no message of WhatsApp's. */
function withoutMadeUpId({ activity: { relatesTo, id, name } }: BotContext, sending: SdkActivity): SdkActivity {
  const isMadeUp = relatesTo !== undefined || name === 'CreateConversation';
  return isMadeUp && id !== undefined && sending.replyToId === id ? { ...sending, replyToId: undefined } : sending;
}

function goesElsewhere(context: BotContext, { type = 'message', conversation }: SdkActivity): boolean {
  return sent.has(type) && !!conversation?.id && conversation.id !== context.activity.conversation?.id;
}
