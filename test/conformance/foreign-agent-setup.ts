import type { Activity } from '@microsoft/agents-activity';
import { createReceipts, type ReceiptOptions, type Receipts } from 'tidemark';
import { ReadReceiptMiddleware, type ReadReceiptMiddlewareOptions } from 'tidemark/adapters/agents';
import { createFakeGateway, type FakeGateway } from '../helpers/fake-gateway.js';
import { silent } from '../helpers/receipts.js';
import { ForeignAgentAdapter } from './foreign-agent-adapter.js';

/** Another provider's adapter with this package's middleware. */
export interface ForeignAgentSetup {
  readonly gateway: FakeGateway;
  readonly adapter: ForeignAgentAdapter;
  readonly receipts: Receipts;
}

export function setUpForeignAgent(
  options?: ReadReceiptMiddlewareOptions,
  receiptOptions: ReceiptOptions = {},
): ForeignAgentSetup {
  const gateway = createFakeGateway();
  const receipts = createReceipts({ gateway, logger: silent, ...receiptOptions });
  const adapter = new ForeignAgentAdapter();
  adapter.use(new ReadReceiptMiddleware(receipts, options));
  return { gateway, adapter, receipts };
}

/** What the adapter was told to send, texts or types. */
export function textsOf(adapter: ForeignAgentAdapter): string[] {
  return adapter.sent.map(({ text, type }) => text ?? type);
}

/** Runs a turn that answers once; gives the activity as the bot saw it. */
export async function turnOf(adapter: ForeignAgentAdapter, activity: Activity): Promise<string> {
  let seen = '';
  await adapter.receive(activity, async (context) => {
    seen = JSON.stringify(context.activity);
    await context.sendActivity('hi');
  });
  return seen;
}
