/** Tells customers something they did not ask for: `npm run example proactive-notice <business number> <customer>…` */
import { createChannel, isGatewayError, KaleyraClient } from 'tidemark';
import { readEnvironment } from './support/environment.js';

const { kaleyra, webhook } = readEnvironment();
const [businessNumber, ...customers] = process.argv.slice(2);
if (businessNumber === undefined || customers.length === 0) {
  console.error('Usage: npm run example proactive-notice <business number> <customer>…');
  process.exit(1);
}
const client = new KaleyraClient(kaleyra);
const channel = createChannel({ gateway: client, webhook, receipts: false });

// More than 24 hours after a customer's last message WhatsApp takes templates only. This one has to be approved first.
const template = {
  name: 'order_shipped',
  language: { code: 'en' },
  components: [{ type: 'body', parameters: [{ type: 'text', text: 'A-1047' }] }],
};

for (const customer of customers) {
  try {
    // In a bot that also answers, this joins the line of the customer's other turns.
    await channel.continueConversation(`${businessNumber}:${customer}`, async (_activity, turn) => {
      const { id } = await turn.reply({ type: 'message', channelData: { template } });
      console.log(`${customer}: sent as ${id}`);
    });
  } catch (error) {
    // One customer who cannot be reached keeps no other from being told.
    console.error(`${customer}: ${isGatewayError(error) ? error.message : error}`);
    process.exitCode = 1;
  }
}
await channel.close();
await client.close();
