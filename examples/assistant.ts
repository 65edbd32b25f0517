/** An AI assistant: it reads at a human pace, answers a burst at once, and sends each paragraph as soon as it is written. */
import { createChannel, humanPace, KaleyraClient, type Turn } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { readEnvironment } from './support/environment.js';
import { streamAnswer } from './support/model.js';
import { serve } from './support/serve.js';

const { host, port, kaleyra, webhook, receipts } = readEnvironment();
const client = new KaleyraClient(kaleyra);
const channel = createChannel({
  gateway: client,
  webhook,
  // The tick and the typing bubble come in one call, once a person would have read the burst.
  receipts: { pace: humanPace(), typing: 'withReceipt', ...receipts },
});

/** Sends what a model writes, paragraph by paragraph; longer ones than WhatsApp takes are split by the channel. */
async function sendParagraphs(tokens: AsyncIterable<string>, turn: Turn): Promise<void> {
  let written = '';
  for await (const token of tokens) {
    written += token;
    const [paragraph = '', ...rest] = written.split('\n\n');
    if (rest.length === 0) continue;
    written = rest.join('\n\n');
    await turn.reply({ type: 'message', text: paragraph, textFormat: 'markdown' });
    // The bubble ends with a message: the next paragraph gets one of its own.
    await turn.typing();
  }
  if (written.trim()) await turn.reply({ type: 'message', text: written, textFormat: 'markdown' });
}

channel.handle(
  async ({ text }, turn) => {
    if (text) await sendParagraphs(streamAnswer(text, turn.signal), turn);
  },
  { collect: true },
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
