import { createServer } from 'node:http';
import { Activity } from '@microsoft/agents-activity';
import {
  ActivityHandler,
  AgentApplication,
  type BaseAdapter,
  MemoryStorage,
  type Middleware,
  type TurnContext,
  type TurnState,
} from '@microsoft/agents-hosting';
import { type Channel, createReceipts, type Gateway } from 'tidemark';
import { type AgentLogic, KaleyraAdapter, ReadReceiptMiddleware } from 'tidemark/adapters/agents';

/** How programs use the adapter and the middleware: it has to compile with every version of the SDK. */
export function useAgentsSdk(channel: Channel, gateway: Gateway): unknown[] {
  const adapter = new KaleyraAdapter(channel);
  const base: BaseAdapter = adapter;

  const agent = new AgentApplication<TurnState>({ adapter: adapter.forApplication(), storage: new MemoryStorage() });
  agent.onActivity('message', async (context) => {
    await context.sendActivity(`Echo: ${context.activity.text}`);
    await context.sendActivity(Activity.fromObject({ type: 'typing' }));
  });
  const stop: () => void = adapter.handle((context) => agent.run(context), { collect: { quietMs: 500 } });

  const handler = new ActivityHandler();
  handler.onMessage(async (context, next) => {
    const response = await context.sendActivity('hi');
    await next();
    return response;
  });
  const logic: AgentLogic = (context: TurnContext) => handler.run(context);
  const server = createServer((req, res) => adapter.process(req, res, logic));

  adapter.onTurnError = async (context, error) => void (await context.sendActivity(error.message));
  const receipts = createReceipts({ gateway });
  const middleware: Middleware = new ReadReceiptMiddleware(receipts, {
    target: ({ id, recipient }) => (id ? { id, businessNumber: recipient?.id ?? '' } : undefined),
    when: 'beforeHandler',
  });
  base.use(middleware).use(new ReadReceiptMiddleware(channel.receipts));

  const proactive = (context: TurnContext): unknown => {
    const reference = context.activity.getConversationReference();
    return [
      adapter.continueConversation(reference, logic),
      adapter.continueConversation({ aud: 'app id' }, reference, logic),
      adapter.continueConversation('app id', { conversation: { id: '911200000000:919800000001' } }, logic),
      adapter.createConversationAsync(
        'app id',
        'whatsapp',
        'https://api.kaleyra.io',
        'audience',
        { agent: { id: '911200000000' }, members: [{ id: '919800000001' }], activity: new Activity('message') },
        logic,
      ),
    ];
  };
  return [stop, server, proactive];
}
