import type { Activity } from '../activity/activity.js';
import { requireChannel } from '../check-adapter-options.js';
import { OptionsError, TidemarkError } from '../errors.js';
import type { ReplyResult, Turn } from '../ports.js';
import type { Channel } from '../stream/channel.js';
import type { HandleOptions } from '../stream/handle-options.js';
import { type BotContext, outgoingOfSdk, type SdkActivity } from './bot-context.js';
import { ownCopyOf } from './own-copy.js';
import { type BotReference, continuedBy, conversationToCreate, createdBy, type NewConversation } from './references.js';
import { createSending } from './sending.js';

/** What an adapter of a bot SDK gives: its name, and two functions of that SDK. */
export interface BotHostOptions<Context extends BotContext, Logic> {
  /** The adapter's name, for errors. */
  name: string;
  /** Makes the SDK's turn context of an activity, which is the bot's own to write into. */
  contextOf: (activity: Activity) => Context;
  /** Runs the SDK's middleware and then the bot. */
  run: (context: Context, logic: Logic) => Promise<void>;
}

/** Bots of any SDK on a channel: what the adapters' methods are made of. */
export interface BotHost<Context extends BotContext, Logic> {
  /**
   * Registers the bot and starts delivery; called again, the most recent bot counts. Gives the function that stops it.
   *
   * @throws {OptionsError} `INVALID_OPTIONS` for a bot that is no function, an unknown option or a value out of range.
   * @throws {TidemarkError} `SECOND_CONSUMER` where the channel has another handler or `dispatch`.
   */
  handle(logic: Logic, options?: HandleOptions): () => void;
  /**
   * Sends a turn's activities in order; gives one response for each, at its index.
   *
   * @throws {TypeError} without a context, and for activities that are no array.
   * @throws {Error} for no activities.
   * @throws {TurnError} `TURN_ENDED` once the turn's time is up or the channel has ended.
   * @throws {TidemarkError} `EMPTY_TEXT` or `UNSUPPORTED_ACTIVITY` for what cannot be sent, `UNKNOWN_CONVERSATION` for one
   *   that names a conversation which is none of this package's.
   * @throws {GatewayError} with the provider's code when a call fails; the activities after it are not sent.
   */
  send(context: Context, activities: readonly SdkActivity[]): Promise<ReplyResult[]>;
  /**
   * Runs a proactive turn, in line with the conversation's other turns.
   *
   * @throws {TypeError} for a reference without `conversation.id`, and for logic that is no function.
   * @throws {TidemarkError} `UNKNOWN_CONVERSATION` for an id that is not `<business number>:<user id>`, `CHANNEL_CLOSED`
   *   when the channel ends before the turn does; besides, whatever the bot throws.
   * @throws {TurnError} `TURN_ENDED` when the turn takes longer than `turnTimeoutMs`.
   */
  continueConversation(reference: BotReference, logic: Logic): Promise<void>;
  /**
   * Sends what the conversation opens with, and runs its first turn.
   *
   * @throws {TypeError} without a business number, with anything but one customer, and for logic that is no function.
   * @throws {GatewayError} with the provider's code when the opening is refused; besides, everything that
   *   {@link BotHost.continueConversation} throws.
   */
  createConversation(parameters: NewConversation, logic: Logic): Promise<void>;
}

/**
 * Makes what an adapter for a bot SDK consists of: turns in line, replies in order and after the tick, proactive turns.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for what is no channel.
 * @example
 * ```ts
 * const host = createBotHost(channel, {
 *   name: 'MyAdapter',
 *   contextOf: (activity) => new TurnContext(adapter, activity),
 *   run: (context, logic) => adapter.runMiddleware(context, logic),
 * });
 * host.handle((context) => bot.run(context));
 * ```
 */
export function createBotHost<Context extends BotContext, Logic>(
  channel: Channel,
  { name, contextOf, run }: BotHostOptions<Context, Logic>,
): BotHost<Context, Logic> {
  requireChannel(name, channel);
  let current: Logic | undefined;
  let delivery: (() => void) | undefined;
  const { send, begin } = createSending<Context>(channel);

  async function runTurn(activity: Activity, turn: Turn, logic: Logic | undefined): Promise<void> {
    if (logic === undefined) return;
    const context = contextOf(ownCopyOf(activity));
    begin(context, turn);
    await run(context, logic);
    // Nobody waits for them at the end of an HTTP request: the customer does.
    const replies = context.bufferedReplyActivities?.splice(0) ?? [];
    if (replies.length > 0) await send(context, replies as SdkActivity[]);
  }

  return {
    send,
    handle(logic, options = {}) {
      if (typeof logic !== 'function') {
        throw new OptionsError(`${name}.handle: expected a function such as (context) => bot.run(context)`);
      }
      if (delivery !== undefined && (options === null || Object.keys(options).length > 0)) {
        throw new OptionsError(`${name}.handle: expected no options while delivery runs; stop it to change them`);
      }
      delivery ??= channel.handle((activity, turn) => runTurn(activity, turn, current), options);
      current = logic;
      const stop = delivery;
      return () => {
        if (delivery !== stop) return;
        delivery = undefined;
        stop();
      };
    },
    async continueConversation(reference, logic) {
      const id = reference?.conversation?.id;
      if (id === undefined)
        throw new TypeError('[tidemark] continueConversation: expected a reference with conversation.id');
      requireLogic('continueConversation', logic);
      await channel.continueConversation({ conversation: { id } }, (activity, turn) =>
        runTurn(continuedBy(activity, reference), turn, logic),
      );
    },
    async createConversation(parameters, logic) {
      const id = conversationToCreate(parameters);
      requireLogic('createConversation', logic);
      await channel.continueConversation({ conversation: { id } }, async (activity, turn) => {
        if (parameters.activity) await turn.reply(outgoingOfSdk(parameters.activity));
        await runTurn(createdBy(activity, parameters), turn, logic);
      });
    },
  };
}

/** What updating a message comes to: WhatsApp's cannot be changed, and this API cannot take them back. */
export function notSupported(what: 'updated' | 'deleted'): TidemarkError {
  const instead = what === 'updated' ? '; send a new one' : '';
  return new TidemarkError('NOT_SUPPORTED', `WhatsApp messages cannot be ${what}${instead}`);
}

function requireLogic(what: string, logic: unknown): void {
  if (typeof logic !== 'function') throw new TypeError(`[tidemark] ${what}: expected a function as logic`);
}
