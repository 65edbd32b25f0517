/** An unchanged Bot Framework bot on `KaleyraAdapter`. */
import { ActivityHandler } from 'botbuilder';
import { createChannel, KaleyraClient } from 'tidemark';
import { KaleyraAdapter } from 'tidemark/adapters/botbuilder';
import { readEnvironment } from './support/environment.js';
import { serve } from './support/serve.js';

class EchoBot extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (context, next) => {
      const { text } = context.activity;
      // A picture without a caption has no text: it is read, and not echoed.
      if (text) await context.sendActivity(`Echo: ${text}`);
      await next();
    });
  }
}

const { host, port, kaleyra, webhook, receipts } = readEnvironment();
const client = new KaleyraClient(kaleyra);
const channel = createChannel({ gateway: client, webhook, receipts });
const adapter = new KaleyraAdapter(channel);
const bot = new EchoBot();

adapter.onTurnError = async (_context, error) => {
  console.error('the bot failed', error);
};
adapter.handle((context) => bot.run(context));

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
