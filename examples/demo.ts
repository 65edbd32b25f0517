/** Needs no account: a fake Kaleyra, an echo bot, and three customers who write in bursts. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChannel, KaleyraClient } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { kaleyraWebhook, startFakeKaleyra, textMessage } from 'tidemark/testing';
import { bursts } from './support/bursts.js';
import { startTimeline } from './support/timeline.js';

const kaleyra = await startFakeKaleyra();
const { baseUrl, sid, apiKey } = kaleyra;
const businessNumber = kaleyra.businessNumbers[0] as string;
const client = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
const channel = createChannel({ gateway: client, webhook: { auth: { header: 'x-webhook-secret', secret: 'demo' } } });
const server = createServer(toNodeListener(channel)).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const nameOf = (conversation: string) => bursts.find(({ customer }) => conversation.endsWith(customer))?.name ?? '';

const timeline = startTimeline();
channel.receipts.on('sent', ({ conversation, latencyMs }) =>
  timeline.line(nameOf(conversation), '✓✓', `read, one call, ${Math.round(latencyMs)} ms after the last message`),
);
channel.handle(async ({ text, conversation }, turn) => {
  await turn.reply(`Echo: ${text}`);
  timeline.line(nameOf(conversation.id), '«', `Echo: ${text}`);
});

const ids: string[] = [];
async function play({ customer, name, startMs, gapMs, texts }: (typeof bursts)[number]) {
  await sleep(startMs);
  for (const [index, text] of texts.entries()) {
    if (index > 0) await sleep(gapMs);
    const id = `wamid.${name}-${startMs}-${index}`;
    ids.push(id);
    timeline.line(name, '✓', text);
    const messages = [textMessage({ id, text })];
    const webhook = kaleyraWebhook({ from: customer, businessNumber, name, messages });
    await kaleyra.postWebhook(url, webhook, { headers: { 'x-webhook-secret': 'demo' } });
  }
}
await Promise.all(bursts.map(play));
await channel.close();
const calls = kaleyra.reads.length;
const passed = ids.every((id) => kaleyra.isRead(id)) && calls === bursts.length && kaleyra.sends.length === ids.length;
console.log(
  `\n${ids.length} messages in ${bursts.length} bursts: ${calls} read calls made, ${ids.length - calls} saved.`,
);
console.log(
  passed ? 'Every message is read, and every burst cost one call.' : `Not as promised; unread: ${kaleyra.unread()}`,
);
await Promise.all([client.close(), kaleyra.close(), server.close()]);
process.exitCode = passed ? 0 : 1;
