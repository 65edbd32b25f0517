/** Read receipts in a pipeline you already have: `ReadReceiptMiddleware` on another adapter. */
import { ActivityHandler } from 'botbuilder';
import { createReceipts, KaleyraClient } from 'tidemark';
import { ReadReceiptMiddleware } from 'tidemark/adapters/botbuilder';
import { readEnvironment } from './support/environment.js';
import { PlainAdapter } from './support/plain-adapter.js';
import { serve } from './support/serve.js';

const { host, port, kaleyra, receipts: options } = readEnvironment();
const client = new KaleyraClient(kaleyra);
const receipts = createReceipts({ gateway: client, ...options });
const adapter = new PlainAdapter(client, process.env.WEBHOOK_SECRET || undefined);
adapter.use(new ReadReceiptMiddleware(receipts));

const bot = new ActivityHandler();
bot.onMessage(async (context, next) => {
  const { text } = context.activity;
  // A picture without a caption has no text: it is read, and not echoed.
  if (text) await context.sendActivity(`Echo: ${text}`);
  await next();
});

await serve({
  host,
  port,
  webhook: (request, response) => adapter.process(request, response, (context) => bot.run(context)),
  receipts,
  close: async () => {
    adapter.refuse();
    await receipts.close();
    await adapter.idle();
    await client.close();
  },
});
