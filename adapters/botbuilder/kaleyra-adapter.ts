import {
  type Activity as BotActivity,
  BotAdapter,
  type ConversationParameters,
  type ConversationReference,
  type ResourceResponse,
  TurnContext,
} from 'botbuilder';
import { type BotHost, type Channel, createBotHost, type HandleOptions, notSupported } from '../../src/index.js';
import { type NodeRequest, type NodeResponse, toNodeListener } from '../node/index.js';

/** A bot: what runs on each turn. */
export type BotLogic = (context: TurnContext) => Promise<void>;

/** What `continueConversationAsync` is called with by Bot Framework's own code; an audience may stand in front of the logic. */
type ContinueArguments = [
  botAppIdOrClaims: unknown,
  reference: Partial<ConversationReference>,
  ...audienceAndLogic: [BotLogic] | [string, BotLogic],
];

/** What `createConversationAsync` is called with by Bot Framework's own code. */
type CreateArguments = [
  botAppId: unknown,
  channelId: unknown,
  serviceUrl: unknown,
  audience: unknown,
  parameters: Partial<ConversationParameters>,
  logic: BotLogic,
];

/**
 * Runs a Bot Framework bot on a channel.
 *
 * Turns of one conversation run one after another, proactive ones too; ticks turn blue before the bot answers. What a bot
 * throws is logged and told by the channel's `turnFailed`, and the customer is sent nothing, unless `onTurnError` is set.
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
  readonly #host: BotHost<TurnContext, BotLogic>;
  readonly #listener: ReturnType<typeof toNodeListener>;

  /**
   * Starts nothing yet: {@link KaleyraAdapter.handle} does.
   *
   * @param channel where activities come from and replies go to
   * @throws {OptionsError} `INVALID_OPTIONS` for what is no channel.
   */
  constructor(channel: Channel) {
    super();
    this.#host = createBotHost(channel, {
      name: 'KaleyraAdapter',
      // The shapes are the same; the SDK's type only asks for fields that channels leave out.
      contextOf: (activity) => new TurnContext(this, activity as unknown as BotActivity),
      run: (context, logic) => this.runMiddleware(context, logic),
    });
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
    return this.#host.handle(logic, options);
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
    return this.#host.send(context, activities);
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
    return Promise.reject(notSupported('updated'));
  }

  /**
   * Always rejects, since this API cannot take WhatsApp messages back.
   *
   * @throws {TidemarkError} `NOT_SUPPORTED` always.
   */
  override deleteActivity(_context: TurnContext, _reference: Partial<ConversationReference>): Promise<void> {
    return Promise.reject(notSupported('deleted'));
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
    await this.#host.continueConversation(reference, logic);
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

  /**
   * Opens a conversation: sends `parameters.activity`, which has to be a template (`channelData.template`) where the
   * customer has not written for 24 hours, and runs the logic as the conversation's first turn.
   *
   * Only the parameters count, `bot.id` (the business number) and one member (the customer): the app id, the channel, the
   * URL and the audience mean nothing to WhatsApp.
   *
   * @throws {TypeError} without a business number, with anything but one customer, and for logic that is no function.
   * @throws {GatewayError} with the provider's code when the opening is refused, in which case the logic does not run.
   * @throws {TidemarkError} `CHANNEL_CLOSED` when the channel ends before the turn does; besides, whatever the bot throws
   *   and `onTurnError` does not take.
   * @throws {TurnError} `TURN_ENDED` when the turn takes longer than `turnTimeoutMs`.
   */
  override async createConversationAsync(...given: CreateArguments): Promise<void> {
    const [parameters, logic] = given.slice(-2) as [Partial<ConversationParameters>, BotLogic];
    await this.#host.createConversation(parameters, logic);
  }
}
