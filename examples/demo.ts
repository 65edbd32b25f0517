/** Needs no account: a fake Kaleyra, an echo bot, and three customers who write in bursts. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChannel, KaleyraClient } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { startFakeKaleyra } from 'tidemark/testing';
import { bursts } from './support/bursts.js';
import { play } from './support/play.js';
import { startTimeline } from './support/timeline.js';

const secret = 'demo';
const kaleyra = await startFakeKaleyra();
const { baseUrl, sid, apiKey } = kaleyra;
const client = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
const channel = createChannel({ gateway: client, webhook: { auth: { header: 'x-webhook-secret', secret } } });
const server = createServer(toNodeListener(channel)).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const timeline = startTimeline();
const nameOf = (conversation: string) => bursts.find(({ customer }) => conversation.endsWith(customer))?.name ?? '';
channel.receipts.on('sent', ({ conversation, latencyMs }) =>
  timeline.line(nameOf(conversation), '✓✓', `read by one call, ${Math.round(latencyMs)} ms after the last message`),
);
channel.handle(async ({ text, conversation }, turn) => {
  await turn.reply(`Echo: ${text}`);
  timeline.line(nameOf(conversation.id), '«', `Echo: ${text}`);
});

const played = await Promise.all(bursts.map((burst) => play(burst, { kaleyra, timeline, url, secret })));
const ids = played.flat();
await kaleyra.waitFor('send', ids.length).catch((error: Error) => console.error(error.message));
await channel.close();

const calls = kaleyra.reads.length;
const newest = played.map((burst) => burst.at(-1));
const oncePerBurst =
  calls === bursts.length && newest.every((id) => kaleyra.reads.some(({ messageId }) => messageId === id));
const passed = oncePerBurst && ids.every((id) => kaleyra.isRead(id)) && kaleyra.sends.length === ids.length;
console.log(
  `\n${ids.length} messages in ${bursts.length} bursts: ${calls} read calls made, ${ids.length - calls} saved.`,
);
console.log(passed ? 'Every message is read, and every burst cost one call.' : `Not so; unread: ${kaleyra.unread()}`);
await Promise.all([client.close(), kaleyra.close(), server.close()]);
process.exitCode = passed ? 0 : 1;
