/** A bot as a plain function: `channel.handle`. */
import { createChannel, KaleyraClient } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { readEnvironment } from './support/environment.js';
import { serve } from './support/serve.js';

const { host, port, kaleyra, webhook, receipts } = readEnvironment();
const client = new KaleyraClient(kaleyra);
const channel = createChannel({ gateway: client, webhook, receipts });

channel.handle(async (activity, turn) => {
  if (activity.type === 'message') await turn.reply(`Echo: ${activity.text}`);
});

await serve({
  host,
  port,
  webhook: toNodeListener(channel),
  receipts: channel.receipts,
  close: async () => {
    await channel.close();
    await client.close();
  },
});
