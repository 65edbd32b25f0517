/** A bot in any number of processes that share one Redis: start it several times, behind a load balancer. */
import { createChannel, KaleyraClient } from 'tidemark';
import { createBullmqStore } from 'tidemark/adapters/bullmq';
import { toNodeListener } from 'tidemark/adapters/node';
import { readEnvironment } from './support/environment.js';
import { serve } from './support/serve.js';

const { host, port, kaleyra, webhook, receipts } = readEnvironment();
const store = createBullmqStore({ connection: process.env.REDIS_URL ?? 'redis://127.0.0.1:6379' });
// A process without its Redis ends here, and says so.
await store.ready();
const client = new KaleyraClient(kaleyra);
const channel = createChannel({ gateway: client, webhook, receipts, store });

// A handler that throws is tried three times; then its message waits among the dead letters.
channel.handle(
  async ({ text }, turn) => {
    if (text) await turn.reply(`Echo: ${text}`);
  },
  { maxAttempts: 3 },
);

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
