/** Like echo-custom, with its messages in a folder, `INBOX_PATH`: what was accepted outlives the process. */
import { createChannel, KaleyraClient } from 'tidemark';
import { openLevelStore } from 'tidemark/adapters/level';
import { toNodeListener } from 'tidemark/adapters/node';
import { readEnvironment } from './support/environment.js';
import { serve } from './support/serve.js';

const { host, port, kaleyra, webhook, receipts } = readEnvironment();
const client = new KaleyraClient(kaleyra);
const store = await openLevelStore({ path: process.env.INBOX_PATH || './inbox' });
const channel = createChannel({ gateway: client, webhook, receipts, store });

// A picture without a caption has no text: it is read, and not echoed.
channel.handle(
  async ({ text }, turn) => {
    if (text) await turn.reply(`Echo: ${text}`);
  },
  // Then it is a dead letter: tidemark inbox list --path "$INBOX_PATH"
  { maxAttempts: 3 },
);

await serve({
  host,
  port,
  webhook: toNodeListener(channel),
  receipts: channel.receipts,
  health: channel.health,
  close: async () => {
    // Closes the store, too.
    await channel.close();
    await client.close();
  },
});
