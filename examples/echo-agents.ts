/** An agent of the Microsoft 365 Agents SDK: an `AgentApplication` on `KaleyraAdapter`. */
import { AgentApplication, MemoryStorage } from '@microsoft/agents-hosting';
import { createChannel, KaleyraClient } from 'tidemark';
import { KaleyraAdapter } from 'tidemark/adapters/agents';
import { readEnvironment } from './support/environment.js';
import { serve } from './support/serve.js';

const { host, port, kaleyra, webhook, receipts } = readEnvironment();
const client = new KaleyraClient(kaleyra);
const channel = createChannel({ gateway: client, webhook, receipts });
const adapter = new KaleyraAdapter(channel);
const agent = new AgentApplication({ adapter: adapter.forApplication(), storage: new MemoryStorage() });

agent.onActivity('message', async (context) => {
  const { text } = context.activity;
  // A picture without a caption has no text: it is read, and not echoed.
  if (text) await context.sendActivity(`Echo: ${text}`);
});
adapter.handle((context) => agent.run(context));

await serve({
  host,
  port,
  webhook: (request, response) => adapter.process(request, response),
  receipts: channel.receipts,
  health: channel.health,
  close: async () => {
    await channel.close();
    await client.close();
  },
});
