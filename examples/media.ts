/** Media in and out: what a customer sends is fetched, weighed, and sent back as an upload. */
import { buffer } from 'node:stream/consumers';
import { createChannel, downloadAttachment, isTidemarkError, KaleyraClient } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { readEnvironment } from './support/environment.js';
import { serve } from './support/serve.js';

const { host, port, kaleyra, webhook, receipts, media } = readEnvironment();
const client = new KaleyraClient(kaleyra);
const channel = createChannel({ gateway: client, webhook, receipts });

channel.handle(async (activity, turn) => {
  const { type, attachments = [] } = activity;
  if (type === 'message' && attachments.length === 0) await turn.reply('Send me a picture, a sound or a document.');
  for (const [index, { name }] of attachments.entries()) {
    try {
      // Names and links are the customer's: the link is checked before and after its host is looked up.
      const { stream, contentType } = await downloadAttachment(activity, index, { maxBytes: 5_000_000, ...media });
      const data = await buffer(stream);
      const contentUrl = `data:${contentType};base64,${data.toString('base64')}`;
      await turn.reply({
        type: 'message',
        text: `${name}: ${data.length} bytes`,
        attachments: [{ contentType, contentUrl, ...(name !== undefined && { name }) }],
      });
    } catch (error) {
      console.error('a file could not be fetched', isTidemarkError(error) ? error.code : error);
      await turn.reply('I could not open that file.');
    }
  }
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
