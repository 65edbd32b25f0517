/** A bot as a plain function: `channel.handle`. */
import { createChannel, KaleyraClient } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { readEnvironment } from './support/environment.js';
import { serve } from './support/serve.js';

const { host, port, kaleyra, webhook, receipts } = readEnvironment();
const client = new KaleyraClient(kaleyra);
const channel = createChannel({ gateway: client, webhook, receipts });

// A picture without a caption has no text: it is read, and not echoed.
channel.handle(async ({ text }, turn) => {
  if (text) await turn.reply(`Echo: ${text}`);
});

await serve({
  host,
  port,
  webhook: toNodeListener(channel),
  receipts: channel.receipts,
  health: channel.health,
  close: async () => {
    await channel.close();
    await client.close();
  },
});
