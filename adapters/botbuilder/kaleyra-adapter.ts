import type { Activity as BotActivity } from 'botbuilder';
import { BotAdapter, type ConversationReference, type ResourceResponse, TurnContext } from 'botbuilder';
import {
  type Channel,
  type HandleOptions,
  OptionsError,
  requireChannel,
  TidemarkError,
  type Turn,
  TurnError,
} from '../../src/index.js';
import { type NodeRequest, type NodeResponse, toNodeListener } from '../node/index.js';
import { continuationActivity, recipientActivity, toBotActivity, toOutgoing } from './bot-activity.js';

/** A bot: what runs on each turn. */
export type BotLogic = (context: TurnContext) => Promise<void>;

/** What `continueConversationAsync` is called with by Bot Framework's own code; an audience may stand in front of the logic. */
type ContinueArguments = [
  botAppIdOrClaims: unknown,
  reference: Partial<ConversationReference>,
  ...audienceAndLogic: [BotLogic] | [string, BotLogic],
];

const turnKey = Symbol.for('tidemark.turn');

/**
 * Runs a Bot Framework bot on a channel.
 *
 * Turns of one conversation run one after another, proactive ones too; ticks turn blue before the bot answers.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { ActivityHandler } from 'botbuilder';
 * import { createChannel, KaleyraClient } from 'tidemark';
 * import { KaleyraAdapter } from 'tidemark/adapters/botbuilder';
 *
 * const { KALEYRA_SID: sid = '', KALEYRA_API_KEY: apiKey = '', WEBHOOK_SECRET: secret = '' } = process.env;
 * const gateway = new KaleyraClient({ region: 'in', sid, apiKey });
 * const channel = createChannel({ gateway, webhook: { auth: { header: 'x-webhook-secret', secret } } });
 * const bot = new ActivityHandler().onMessage(async (context, next) => {
 *   await context.sendActivity(`Echo: ${context.activity.text}`);
 *   await next();
 * });
 * const adapter = new KaleyraAdapter(channel);
 * adapter.handle((context) => bot.run(context));
 * createServer((req, res) => adapter.process(req, res)).listen(3978);
 * ```
 */
export class KaleyraAdapter extends BotAdapter {
  readonly #channel: Channel;
  readonly #listener: ReturnType<typeof toNodeListener>;
  #logic: BotLogic | undefined;
  #stop: (() => void) | undefined;

  /**
   * Starts nothing yet: {@link KaleyraAdapter.handle} does.
   *
   * @param channel where activities come from and replies go to
   * @throws {OptionsError} `INVALID_OPTIONS` for what is no channel.
   */
  constructor(channel: Channel) {
    super();
    requireChannel('KaleyraAdapter', channel);
    this.#channel = channel;
    this.#listener = toNodeListener(channel);
  }

  /**
   * Registers the bot and starts delivery; called again, the most recent bot counts.
   *
   * @param options how bursts are collected; taken when delivery starts
   * @returns the function that stops delivery
   * @throws {OptionsError} `INVALID_OPTIONS` for an unknown option or a value out of range.
   * @throws {TidemarkError} `SECOND_CONSUMER` where the channel has another handler or `dispatch`.
   */
  handle(logic: BotLogic, options: HandleOptions = {}): () => void {
    if (typeof logic !== 'function') {
      throw new OptionsError('KaleyraAdapter.handle: expected a function such as (context) => bot.run(context)');
    }
    if (this.#stop !== undefined && (options === null || Object.keys(options).length > 0)) {
      throw new OptionsError('KaleyraAdapter.handle: expected no options while delivery runs; stop it to change them');
    }
    this.#stop ??= this.#channel.handle((activity, turn) => this.#run(toBotActivity(activity), turn), options);
    this.#logic = logic;
    const stop = this.#stop;
    return () => {
      if (this.#stop !== stop) return;
      this.#stop = undefined;
      stop();
    };
  }

  /**
   * Answers a webhook of node:http, Express or restify; resolves when it is answered and never rejects for bad input.
   *
   * @param logic the bot, registered as with {@link KaleyraAdapter.handle}; left out where that was called
   * @throws {TidemarkError} `SECOND_CONSUMER` where `logic` is given and the channel has another handler or `dispatch`.
   */
  async process(request: NodeRequest, response: NodeResponse, logic?: BotLogic): Promise<void> {
    try {
      if (logic !== undefined) this.handle(logic);
    } finally {
      // A mistake of the program's is not the provider's: the webhook is answered all the same.
      await this.#listener(request, response);
    }
  }

  /**
   * The same as {@link KaleyraAdapter.process}, under the name older samples use.
   *
   * @throws {TidemarkError} `SECOND_CONSUMER` as there.
   */
  async processActivity(request: NodeRequest, response: NodeResponse, logic?: BotLogic): Promise<void> {
    await this.process(request, response, logic);
  }

  /**
   * Sends a turn's activities in order, for `context.sendActivity`; gives one response for each, at its index.
   *
   * @throws {TypeError} without a context, and for activities that are no array.
   * @throws {Error} for no activities.
   * @throws {TurnError} `TURN_ENDED` once the turn's time is up or the channel has ended.
   * @throws {TidemarkError} `EMPTY_TEXT` or `UNSUPPORTED_ACTIVITY` for what cannot be sent, as `turn.reply`.
   * @throws {TidemarkError} `UNKNOWN_CONVERSATION` for one that names a conversation which is none of this package's.
   * @throws {GatewayError} with the provider's code when a call fails; the activities after it are not sent.
   */
  override async sendActivities(context: TurnContext, activities: Partial<BotActivity>[]): Promise<ResourceResponse[]> {
    if (!context) throw new TypeError('[tidemark] sendActivities: expected a TurnContext, got nothing');
    if (!Array.isArray(activities)) throw new TypeError('[tidemark] sendActivities: expected an array of activities');
    if (activities.length === 0)
      throw new Error('[tidemark] sendActivities: expected one or more activities, got none');
    const responses: ResourceResponse[] = [];
    for (const activity of activities) {
      // The indicator never waits, not even for replies that are on their way.
      if (activity.type === 'typing') {
        // In another conversation nobody would tell its end.
        if (!goesElsewhere(context, activity)) await this.#turnOf(context).typing();
        responses.push({ id: '' });
      } else responses.push(await this.#turnFor(context, activity).reply(toOutgoing(activity)));
    }
    return responses;
  }

  /**
   * Always rejects, since WhatsApp messages cannot be changed; a new one can be sent instead.
   *
   * @throws {TidemarkError} `NOT_SUPPORTED` always.
   */
  override updateActivity(
    _context: TurnContext,
    _activity: Partial<BotActivity>,
  ): Promise<ResourceResponse | undefined> {
    return Promise.reject(new TidemarkError('NOT_SUPPORTED', 'WhatsApp messages cannot be updated; send a new one'));
  }

  /**
   * Always rejects, since this API cannot take WhatsApp messages back.
   *
   * @throws {TidemarkError} `NOT_SUPPORTED` always.
   */
  override deleteActivity(_context: TurnContext, _reference: Partial<ConversationReference>): Promise<void> {
    return Promise.reject(new TidemarkError('NOT_SUPPORTED', 'WhatsApp messages cannot be deleted'));
  }

  /**
   * Runs a proactive turn, in line with the conversation's other turns.
   *
   * @throws {TypeError} for a reference without `conversation.id`, and for logic that is no function.
   * @throws {TidemarkError} `UNKNOWN_CONVERSATION` for an id that is not `<business number>:<user id>`, `CHANNEL_CLOSED`
   *   when the channel ends before the turn does; besides, whatever the bot throws and `onTurnError` does not take.
   * @throws {TurnError} `TURN_ENDED` when the turn takes longer than `turnTimeoutMs`.
   */
  override async continueConversation(reference: Partial<ConversationReference>, logic: BotLogic): Promise<void> {
    const { conversation } = reference ?? {};
    if (conversation?.id === undefined)
      throw new TypeError('[tidemark] continueConversation: expected a reference with conversation.id');
    if (typeof logic !== 'function')
      throw new TypeError('[tidemark] continueConversation: expected a function as logic');
    await this.#channel.continueConversation({ conversation: { id: conversation.id } }, (activity, turn) =>
      this.#run(continuationActivity(activity, reference), turn, logic),
    );
  }

  /**
   * Runs a proactive turn; the app id or claims and the audience mean nothing to WhatsApp and are ignored.
   *
   * @throws {TidemarkError} `UNKNOWN_CONVERSATION` or `CHANNEL_CLOSED`, and everything else as
   *   {@link KaleyraAdapter.continueConversation}.
   */
  override async continueConversationAsync(
    ...[_botAppIdOrClaims, reference, ...audienceAndLogic]: ContinueArguments
  ): Promise<void> {
    await this.continueConversation(reference, audienceAndLogic.at(-1) as BotLogic);
  }

  async #run(activity: BotActivity, turn: Turn, logic: BotLogic | undefined = this.#logic): Promise<void> {
    if (logic === undefined) return;
    const context = new TurnContext(this, activity);
    context.turnState.set(turnKey, turn);
    await this.runMiddleware(context, logic);
  }

  /** Where an activity goes: what names another conversation goes there, as with Bot Framework's own adapters. */
  #turnFor(context: TurnContext, activity: Partial<BotActivity>): Turn {
    const own = this.#turnOf(context);
    if (!goesElsewhere(context, activity)) return own;
    if (own.signal.aborted) throw new TurnError('this turn has ended; send from a proactive turn instead');
    return this.#channel.turn(recipientActivity(activity));
  }

  #turnOf(context: TurnContext): Turn {
    const turn = context.turnState.get<Turn | undefined>(turnKey);
    // A context somebody made by hand has no turn of its own.
    return turn ?? this.#channel.turn(context.activity as never);
  }
}

// What is never sent, such as a trace, goes nowhere at all.
const sent: ReadonlySet<string> = new Set(['message', 'messageReaction', 'typing']);

function goesElsewhere(context: TurnContext, { type = 'message', conversation }: Partial<BotActivity>): boolean {
  return sent.has(type) && !!conversation?.id && conversation.id !== context.activity.conversation?.id;
}
