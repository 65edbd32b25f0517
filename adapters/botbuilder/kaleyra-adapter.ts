import type { Activity as BotActivity } from 'botbuilder';
import { BotAdapter, type ConversationReference, type ResourceResponse, TurnContext } from 'botbuilder';
import { type Channel, type HandleOptions, TidemarkError, type Turn } from '../../src/index.js';
import { type NodeRequest, type NodeResponse, toNodeListener } from '../node/index.js';
import { continuationActivity, toBotActivity, toOutgoing } from './bot-activity.js';

/** A bot: what runs on each turn. */
export type BotLogic = (context: TurnContext) => Promise<void>;

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
 * const adapter = new KaleyraAdapter(channel);
 * adapter.handle((context) => bot.run(context));
 * app.post('/webhook', (req, res) => adapter.process(req, res));
 * ```
 */
export class KaleyraAdapter extends BotAdapter {
  readonly #channel: Channel;
  readonly #listener: ReturnType<typeof toNodeListener>;
  #logic: BotLogic | undefined;
  #stop: (() => void) | undefined;

  /** @param channel where activities come from and replies go to */
  constructor(channel: Channel) {
    super();
    this.#channel = channel;
    this.#listener = toNodeListener(channel);
  }

  /**
   * Registers the bot and starts delivery; called again, the most recent bot counts.
   *
   * @param options how bursts are collected; taken when delivery starts
   * @returns the function that stops delivery
   * @throws {TidemarkError} `SECOND_CONSUMER` where the channel has another handler.
   */
  handle(logic: BotLogic, options: HandleOptions = {}): () => void {
    this.#logic = logic;
    this.#stop ??= this.#channel.handle((activity, turn) => this.#run(toBotActivity(activity), turn), options);
    return () => {
      this.#stop?.();
      this.#stop = undefined;
    };
  }

  /** Answers a webhook of node:http, Express or restify; resolves when it is answered and never rejects for bad input. */
  async process(request: NodeRequest, response: NodeResponse, logic?: BotLogic): Promise<void> {
    if (logic !== undefined) this.handle(logic);
    await this.#listener(request, response);
  }

  /** The same as {@link KaleyraAdapter.process}, under the name older samples use. */
  async processActivity(request: NodeRequest, response: NodeResponse, logic?: BotLogic): Promise<void> {
    await this.process(request, response, logic);
  }

  /** Sends a turn's activities in order; gives one response for each, at its index. */
  override async sendActivities(context: TurnContext, activities: Partial<BotActivity>[]): Promise<ResourceResponse[]> {
    if (!context) throw new TypeError('[tidemark] sendActivities: expected a TurnContext, got nothing');
    if (!Array.isArray(activities)) throw new TypeError('[tidemark] sendActivities: expected an array of activities');
    if (activities.length === 0)
      throw new Error('[tidemark] sendActivities: expected one or more activities, got none');
    const turn = this.#turnOf(context);
    const responses: ResourceResponse[] = [];
    for (const activity of activities) {
      // The indicator never waits, not even for replies that are on their way.
      if (activity.type === 'typing') await turn.typing();
      responses.push(activity.type === 'typing' ? { id: '' } : await turn.reply(toOutgoing(activity)));
    }
    return responses;
  }

  /** @throws {TidemarkError} `NOT_SUPPORTED`: WhatsApp messages cannot be changed. */
  override updateActivity(
    _context: TurnContext,
    _activity: Partial<BotActivity>,
  ): Promise<ResourceResponse | undefined> {
    return Promise.reject(new TidemarkError('NOT_SUPPORTED', 'WhatsApp messages cannot be updated; send a new one'));
  }

  /** @throws {TidemarkError} `NOT_SUPPORTED`: WhatsApp messages cannot be taken back by this API. */
  override deleteActivity(_context: TurnContext, _reference: Partial<ConversationReference>): Promise<void> {
    return Promise.reject(new TidemarkError('NOT_SUPPORTED', 'WhatsApp messages cannot be deleted'));
  }

  /** Runs a proactive turn, in line with the conversation's other turns. */
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

  /** Runs a proactive turn; the app id or claims and the audience mean nothing to WhatsApp and are ignored. */
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

  #turnOf(context: TurnContext): Turn {
    const turn = context.turnState.get<Turn | undefined>(turnKey);
    // A context somebody made by hand has no turn of its own.
    return turn ?? this.#channel.turn(context.activity as never);
  }
}
