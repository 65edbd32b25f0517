import { Activity as AgentActivity } from '@microsoft/agents-activity';
import {
  AgentApplication,
  ConversationState,
  MemoryStorage,
  type Storage,
  type TurnContext,
  TurnState,
} from '@microsoft/agents-hosting';
import type { Activity } from 'tidemark';
import { type AgentLogic, KaleyraAdapter } from 'tidemark/adapters/agents';
import { type Bot, type SdkBot, type SdkSubject, type SdkTurn, yieldToOthers } from './subject.js';

type Count = (context: TurnContext) => Promise<number>;

/** Microsoft 365 Agents SDK: logic on a TurnContext. */
export const agentsSubject: SdkSubject = {
  name: 'Agents SDK',
  start(channel, bot, options = {}) {
    const adapter = new KaleyraAdapter(channel);
    const count = countInConversationState();
    const logicOf =
      (one: Bot<SdkTurn>): AgentLogic =>
      async (context) =>
        void (await one(turnOf(context, count)));
    adapter.handle(logicOf(bot), options);
    return {
      ...botOf(adapter, logicOf),
      continueConversation: (reference, one) =>
        takesIdentity
          ? adapter.continueConversation({ aud: 'app id' }, reference as never, logicOf(one))
          : adapter.continueConversation(reference as never, logicOf(one)),
    };
  },
};

/** The same SDK's AgentApplication, with `onActivity` and its TurnState. */
export const applicationSubject: SdkSubject = {
  name: 'AgentApplication',
  start(channel, bot, options = {}) {
    const adapter = new KaleyraAdapter(channel);
    const storage = new MemoryStorage();
    const application = new ProactiveApplication({ adapter: adapter.forApplication(), storage });
    application.onActivity(['message', 'messageReaction', 'event'], async (context, state) => {
      await bot(turnOf(context, () => countIn(state)));
    });
    // Newer versions of the SDK save the state only where something runs after the turn.
    application.onTurn('afterTurn', () => Promise.resolve(true));
    adapter.handle((context) => application.run(context), options);
    const logicOf =
      (one: Bot<SdkTurn>): AgentLogic =>
      async (context) =>
        void (await one(turnOf(context, () => countOnce(context, storage))));
    return {
      ...botOf(adapter, logicOf),
      continueConversation: (reference, one) => application.continue(reference, logicOf(one)),
    };
  },
};

type ContinueArguments = Parameters<AgentApplication<TurnState>['continueConversationAsync']>;

/** Whether this version of the SDK has an identity in front of a reference. */
export const takesIdentity: boolean = Reflect.get(AgentApplication.prototype, 'continueConversationAsync').length === 3;

/** An application that continues conversations, which the SDK leaves to subclasses. */
export class ProactiveApplication extends AgentApplication<TurnState> {
  /** Runs a proactive turn; a turn context stands for its own conversation. */
  async continue(referenceOrContext: object, logic: AgentLogic): Promise<void> {
    const given = takesIdentity ? [{ aud: 'app id' }, referenceOrContext, logic] : [referenceOrContext, logic];
    await this.continueConversationAsync(...(given as ContinueArguments));
  }
}

function botOf(
  adapter: KaleyraAdapter,
  logicOf: (bot: Bot<SdkTurn>) => AgentLogic,
): Omit<SdkBot, 'continueConversation'> {
  return {
    listener: (request, response) => void adapter.process(request, response),
    use: (middleware) => void adapter.use({ onTurn: (context, next) => middleware(context, next) }),
    onTurnError(handler) {
      adapter.onTurnError = async (context, error) => void (await handler(turnOf(context, noCount), error));
    },
    async createConversation({ businessNumber, user, activity }, bot) {
      const parameters = {
        isGroup: false,
        agent: { id: businessNumber },
        members: [{ id: user }],
        ...(activity !== undefined && { activity: AgentActivity.fromObject(activity) }),
        channelData: undefined,
      };
      await adapter.createConversationAsync('app id', 'whatsapp', 'url', 'audience', parameters, logicOf(bot));
    },
  };
}

function turnOf(context: TurnContext, count: Count): SdkTurn {
  return {
    context,
    activity: context.activity as unknown as Activity,
    send: (...replies) =>
      context.sendActivities(
        replies.map((reply) =>
          AgentActivity.fromObject(typeof reply === 'string' ? { type: 'message', text: reply } : reply),
        ),
      ),
    typing: () => context.sendActivity(new AgentActivity('typing')),
    reference: () => context.activity.getConversationReference(),
    count: () => count(context),
    update: (id, text) => context.updateActivity(AgentActivity.fromObject({ type: 'message', id, text })),
    remove: (id) => context.deleteActivity(id),
  };
}

function countInConversationState(): Count {
  const state = new ConversationState(new MemoryStorage());
  const property = state.createProperty<number>('count');
  return async (context) => {
    const count = (await property.get(context, 0)) + 1;
    await yieldToOthers();
    await property.set(context, count);
    await state.saveChanges(context);
    return count;
  };
}

async function countIn(state: TurnState): Promise<number> {
  const count = (state.getValue<number | undefined>('conversation.count') ?? 0) + 1;
  await yieldToOthers();
  state.setValue('conversation.count', count);
  return count;
}

/** Outside of the application's own turns nobody loads or saves its state. */
async function countOnce(context: TurnContext, storage: Storage): Promise<number> {
  const state = new TurnState();
  await state.load(context, storage);
  const count = await countIn(state);
  await state.save(context, storage);
  return count;
}

function noCount(): Promise<number> {
  return Promise.reject(new Error('there is no count here'));
}
