/** The bot of the README's picture: it takes a burst as one question, asks with buttons or a list, and knows a tap. */
import { createChannel, KaleyraClient, type Turn } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { readEnvironment } from './support/environment.js';
import { serve } from './support/serve.js';

const { host, port, kaleyra, webhook, receipts } = readEnvironment();
const client = new KaleyraClient(kaleyra);
const channel = createChannel({ gateway: client, webhook, receipts });

const soon = ['Tomorrow', 'On Saturday'];
const later = ['On Monday', 'On Tuesday', 'On Wednesday', 'On Thursday'];

/** Up to three choices are shown as buttons, more as a list. */
async function ask(turn: Turn, text: string, choices: readonly string[]): Promise<void> {
  const actions = choices.map((value) => ({ type: 'imBack', title: value, value }));
  await turn.reply({ type: 'message', text, suggestedActions: { actions } });
}

channel.handle(
  async ({ type, text = '' }, turn) => {
    // A reaction is heard, too, and wants no answer.
    if (type !== 'message') return;
    if ([...soon, ...later].includes(text)) {
      await turn.reply(`Done: it comes *${text.replace(/^./, (first) => first.toLowerCase())}* between 9 and 12.`);
    } else if (text === 'Another day') {
      await ask(turn, 'Which one?', later);
    } else if (/where/i.test(text)) {
      await ask(turn, 'Your parcel is in Milan. When shall we bring it?', [...soon, 'Another day']);
    } else if (/pay/i.test(text)) {
      await turn.reply('Yes, at the door and in the app.');
    } else {
      await turn.reply('Ask me *where* your parcel is, or whether you can *pay* by card.');
    }
  },
  { collect: true },
);

const close = () => channel.close().then(() => client.close());
const { health } = channel;
await serve({ host, port, webhook: toNodeListener(channel), receipts: channel.receipts, health, close });
