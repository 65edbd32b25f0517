import { Activity as AgentActivity } from '@microsoft/agents-activity';
import { BaseAdapter, type CloudAdapter, TurnContext } from '@microsoft/agents-hosting';
import {
  type BotHost,
  type BotReference,
  type Channel,
  createBotHost,
  type HandleOptions,
  type NewConversation,
  notSupported,
  partiesOf,
  type ReplyResult,
  TidemarkError,
} from '../../src/index.js';
import { type NodeRequest, type NodeResponse, toNodeListener } from '../node/index.js';

/** An agent: what runs on each turn. */
export type AgentLogic = (context: TurnContext) => Promise<void>;

/** An identity that is none. */
interface NoIdentity {
  /** Empty. */
  readonly clientId: string;
  /** None. */
  readonly issuers: string[];
}

/** The older versions of the SDK have no identity in front of the reference. */
type ContinueArguments =
  | [agentAppIdOrIdentity: unknown, reference: BotReference, logic: AgentLogic, isResponse?: boolean]
  | [reference: BotReference, logic: AgentLogic];

/** What `createConversationAsync` is called with by the SDK's own code. */
type CreateArguments = [
  agentAppId: unknown,
  channelId: unknown,
  serviceUrl: unknown,
  audience: unknown,
  parameters: NewConversation,
  logic: AgentLogic,
];

/**
 * Runs an agent of the Microsoft 365 Agents SDK on a channel: an `ActivityHandler` or an `AgentApplication`.
 *
 * Turns of one conversation run one after another, proactive ones too; ticks turn blue before the agent answers. What an
 * agent throws is logged and told by the channel's `turnFailed`, and the customer is sent nothing, unless `onTurnError` is
 * set.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { AgentApplication, MemoryStorage } from '@microsoft/agents-hosting';
 * import { createChannel, KaleyraClient } from 'tidemark';
 * import { KaleyraAdapter } from 'tidemark/adapters/agents';
 *
 * const { KALEYRA_SID: sid = '', KALEYRA_API_KEY: apiKey = '', WEBHOOK_SECRET: secret = '' } = process.env;
 * const gateway = new KaleyraClient({ region: 'in', sid, apiKey });
 * const channel = createChannel({ gateway, webhook: { auth: { header: 'x-webhook-secret', secret } } });
 * const adapter = new KaleyraAdapter(channel);
 * const agent = new AgentApplication({ adapter: adapter.forApplication(), storage: new MemoryStorage() });
 * agent.onActivity('message', async (context) => {
 *   await context.sendActivity(`Echo: ${context.activity.text}`);
 * });
 * adapter.handle((context) => agent.run(context));
 * createServer((req, res) => adapter.process(req, res)).listen(3978);
 * ```
 */
export class KaleyraAdapter extends BaseAdapter {
  /** Asked for by the first versions of the SDK; WhatsApp knows no identity. */
  readonly authConfig: NoIdentity = { clientId: '', issuers: [] };
  readonly #host: BotHost<TurnContext, AgentLogic>;
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
      contextOf: (activity) => {
        // The business number stands for the agent's identity, which the SDK keeps with what it stores of a conversation.
        const identity = { aud: partiesOf(activity.conversation.id)?.businessNumber };
        // The first versions of the SDK, and their types, know no identity.
        return Reflect.construct(TurnContext, [this, AgentActivity.fromObject(activity), identity]) as TurnContext;
      },
      run: (context, logic) => this.runMiddleware(context, logic),
    });
    this.#listener = toNodeListener(channel);
    // The SDK's own default tells the customer, in English, that the agent has a bug. The channel logs and tells it.
    this.onTurnError = (_context, error) => Promise.reject(error);
  }

  /**
   * Registers the agent and starts delivery; called again, the most recent agent counts.
   *
   * @param options how bursts are collected; taken when delivery starts
   * @returns the function that stops delivery
   * @throws {OptionsError} `INVALID_OPTIONS` for an unknown option or a value out of range.
   * @throws {TidemarkError} `SECOND_CONSUMER` where the channel has another handler or `dispatch`.
   */
  handle(logic: AgentLogic, options: HandleOptions = {}): () => void {
    return this.#host.handle(logic, options);
  }

  /**
   * Answers a webhook of node:http, Express or restify; resolves when it is answered and never rejects for bad input.
   *
   * @param logic the agent, registered as with {@link KaleyraAdapter.handle}; left out where that was called
   * @throws {TidemarkError} `SECOND_CONSUMER` where `logic` is given and the channel has another handler or `dispatch`.
   */
  async process(request: NodeRequest, response: NodeResponse, logic?: AgentLogic): Promise<void> {
    try {
      if (logic !== undefined) this.handle(logic);
    } finally {
      // A mistake of the program's is not the provider's: the webhook is answered all the same.
      await this.#listener(request, response);
    }
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
  override async sendActivities(context: TurnContext, activities: AgentActivity[]): Promise<ReplyResult[]> {
    return this.#host.send(context, activities);
  }

  /**
   * Always rejects, since WhatsApp messages cannot be changed; a new one can be sent instead.
   *
   * @throws {TidemarkError} `NOT_SUPPORTED` always.
   */
  override updateActivity(_context: TurnContext, _activity: AgentActivity): Promise<void> {
    return Promise.reject(notSupported('updated'));
  }

  /**
   * Always rejects, since this API cannot take WhatsApp messages back.
   *
   * @throws {TidemarkError} `NOT_SUPPORTED` always.
   */
  override deleteActivity(_context: TurnContext, _reference: object): Promise<void> {
    return Promise.reject(notSupported('deleted'));
  }

  /**
   * Runs a proactive turn, in line with the conversation's other turns: `(identity, reference, logic)`, or
   * `(reference, logic)` as the first versions of the SDK have it. The identity means nothing to WhatsApp and is ignored.
   *
   * @throws {TypeError} for a reference without `conversation.id`, and for logic that is no function.
   * @throws {TidemarkError} `UNKNOWN_CONVERSATION` for an id that is not `<business number>:<user id>`, `CHANNEL_CLOSED`
   *   when the channel ends before the turn does; besides, whatever the agent throws and `onTurnError` does not take.
   * @throws {TurnError} `TURN_ENDED` when the turn takes longer than `turnTimeoutMs`.
   */
  override async continueConversation(...given: ContinueArguments): Promise<void> {
    const at = given.findIndex((one) => typeof one === 'function');
    await this.#host.continueConversation(given[at - 1] as BotReference, given[at] as AgentLogic);
  }

  /**
   * Opens a conversation: sends `parameters.activity`, which has to be a template (`channelData.template`) where the
   * customer has not written for 24 hours, and runs the logic as the conversation's first turn.
   *
   * Only the parameters count, `agent.id` or `bot.id` (the business number) and one member (the customer).
   *
   * @throws {TypeError} without a business number, with anything but one customer, and for logic that is no function.
   * @throws {GatewayError} with the provider's code when the opening is refused, in which case the logic does not run.
   * @throws {TidemarkError} `CHANNEL_CLOSED` when the channel ends before the turn does; besides, whatever the agent throws
   *   and `onTurnError` does not take.
   * @throws {TurnError} `TURN_ENDED` when the turn takes longer than `turnTimeoutMs`.
   */
  async createConversationAsync(...given: CreateArguments): Promise<void> {
    const [parameters, logic] = given.slice(-2) as [NewConversation, AgentLogic];
    await this.#host.createConversation(parameters, logic);
  }

  /** The adapter itself, as the options of `AgentApplication` want it: their type names the SDK's own adapter. */
  forApplication(): CloudAdapter {
    return this as unknown as CloudAdapter;
  }

  /** Does nothing: `AgentApplication` tells its adapter a name, and WhatsApp has no use for it. */
  setAgentName(_name: string | undefined): void {}

  /**
   * Always rejects: files go out as attachments of a message.
   *
   * @deprecated The SDK's base class still asks for it.
   * @throws {TidemarkError} `NOT_SUPPORTED` always.
   */
  override uploadAttachment(..._given: unknown[]): Promise<never> {
    return Promise.reject(noStore());
  }

  /**
   * Always rejects: files come as attachments of a message.
   *
   * @deprecated The SDK's base class still asks for it.
   * @throws {TidemarkError} `NOT_SUPPORTED` always.
   */
  override getAttachmentInfo(..._given: unknown[]): Promise<never> {
    return Promise.reject(noStore());
  }

  /**
   * Always rejects: files come as attachments of a message.
   *
   * @deprecated The SDK's base class still asks for it.
   * @throws {TidemarkError} `NOT_SUPPORTED` always.
   */
  override getAttachment(..._given: unknown[]): Promise<never> {
    return Promise.reject(noStore());
  }
}

function noStore(): TidemarkError {
  return new TidemarkError(
    'NOT_SUPPORTED',
    'WhatsApp has no attachment store; send files as attachments, and fetch those that come with downloadAttachment',
  );
}
