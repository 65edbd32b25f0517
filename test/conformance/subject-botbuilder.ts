import { ConversationState, MemoryStorage, type StatePropertyAccessor, TurnContext } from 'botbuilder';
import type { Activity } from 'tidemark';
import { type BotLogic, KaleyraAdapter } from 'tidemark/adapters/botbuilder';
import { type Bot, type SdkSubject, type SdkTurn, yieldToOthers } from './subject.js';

/** What a bot counts with. */
interface Counter {
  state: ConversationState;
  property: StatePropertyAccessor<number>;
}

/** Bot Framework: logic on a TurnContext. */
export const botbuilderSubject: SdkSubject = {
  name: 'Bot Framework',
  start(channel, bot, options = {}) {
    const state = new ConversationState(new MemoryStorage());
    const counter = { state, property: state.createProperty<number>('count') };
    const adapter = new KaleyraAdapter(channel);
    const logicOf =
      (one: Bot<SdkTurn>): BotLogic =>
      async (context) =>
        void (await one(turnOf(context, counter)));
    adapter.handle(logicOf(bot), options);
    return {
      listener: (request, response) => void adapter.process(request, response),
      continueConversation: (reference, one) => adapter.continueConversationAsync('app id', reference, logicOf(one)),
      use: (middleware) => void adapter.use((context, next) => middleware(context, next)),
      onTurnError(handler) {
        adapter.onTurnError = async (context, error) => void (await handler(turnOf(context, counter), error));
      },
      async createConversation({ businessNumber, user, activity }, one) {
        const parameters = {
          isGroup: false,
          bot: { id: businessNumber, name: '' },
          members: [{ id: user, name: '' }],
          activity: activity as never,
          channelData: undefined,
        };
        await adapter.createConversationAsync('app id', 'whatsapp', 'url', 'audience', parameters, logicOf(one));
      },
    };
  },
};

function turnOf(context: TurnContext, { state, property }: Counter): SdkTurn {
  return {
    context,
    activity: context.activity as unknown as Activity,
    send: (...replies) =>
      context.sendActivities(
        replies.map((reply) => (typeof reply === 'string' ? { type: 'message', text: reply } : (reply as object))),
      ),
    typing: () => context.sendActivity({ type: 'typing' }),
    reference: () => TurnContext.getConversationReference(context.activity),
    async count() {
      const count = (await property.get(context, 0)) + 1;
      await yieldToOthers();
      await property.set(context, count);
      await state.saveChanges(context);
      return count;
    },
    update: (id, text) => context.updateActivity({ type: 'message', id, text }),
    remove: (id) => context.deleteActivity(id),
  };
}
