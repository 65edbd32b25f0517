/** A bot that subscribes to the stream: `channel.activity$`, answering by `channel.turn`. */
import { filter, lastValueFrom, mergeMap } from 'rxjs';
import { type Activity, createChannel, KaleyraClient } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { readEnvironment } from './support/environment.js';
import { serve } from './support/serve.js';

const { host, port, kaleyra, webhook, receipts } = readEnvironment();
const client = new KaleyraClient(kaleyra);
const channel = createChannel({ gateway: client, webhook, receipts });

async function answer(activity: Activity): Promise<void> {
  try {
    await channel.turn(activity).reply(`Echo: ${activity.text}`);
  } catch (error) {
    console.error('a reply failed', error);
  }
}

const answers$ = channel.activity$.pipe(
  // A picture without a caption has no text: it is read, and not echoed.
  filter(({ text }) => !!text),
  mergeMap(answer),
);
// Subscribes, and ends when the channel has closed and every answer is out.
const answered = lastValueFrom(answers$, { defaultValue: undefined });

await serve({
  host,
  port,
  webhook: toNodeListener(channel),
  receipts: channel.receipts,
  health: channel.health,
  close: async () => {
    await channel.close();
    await answered;
    await client.close();
  },
});
