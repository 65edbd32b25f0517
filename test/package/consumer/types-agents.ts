// Compiled, never run: the adapter's types are those of the SDK, and none of them is `any`.
import {
  ActivityHandler,
  AgentApplication,
  type BaseAdapter,
  type Middleware,
  type TurnContext,
} from '@microsoft/agents-hosting';
import { createChannel, createReceipts, KaleyraClient } from 'tidemark';
import { KaleyraAdapter, ReadReceiptMiddleware } from 'tidemark/adapters/agents';

/** Fails to compile for `any`, which a declaration that cannot be resolved becomes. */
type Known<T> = 0 extends 1 & T ? never : T;
declare function known<T>(value: Known<T>): void;

const gateway = new KaleyraClient({ region: 'in', sid: 'sid', apiKey: 'key' });
const adapter = new KaleyraAdapter(createChannel({ gateway, webhook: { auth: { bearer: 'secret' } } }));
const middleware = new ReadReceiptMiddleware(createReceipts({ gateway }), { when: 'beforeHandler' });
known(adapter);
known(middleware);

const plain: BaseAdapter = adapter;
known(new AgentApplication({ adapter: adapter.forApplication() }));
const plainMiddleware: Middleware = middleware;
plain.use(plainMiddleware);

const bot = new (class extends ActivityHandler {})();
adapter.handle(async (context: TurnContext) => {
  await context.sendActivity(`Echo: ${context.activity.text}`);
  await bot.run(context);
});

// @ts-expect-error no channel
new KaleyraAdapter({});
// @ts-expect-error no bot
adapter.handle('bot');
