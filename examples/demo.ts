/** Needs no account: a fake Kaleyra, an echo bot, and three customers who write in bursts. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChannel, KaleyraClient } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { type DocumentedFailure, startFakeKaleyra } from 'tidemark/testing';
import { bursts } from './support/bursts.js';
import { judge } from './support/judge.js';
import { play } from './support/play.js';
import { startTimeline } from './support/timeline.js';

const secret = 'demo';
const kaleyra = await startFakeKaleyra();
// What Kaleyra answers the first read call with, such as RBC001: npm run demo RBC001
const [failure] = process.argv.slice(2);
if (failure) kaleyra.fail(failure as DocumentedFailure, { on: 'read' });
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
await kaleyra.waitFor('send', played.flat().length).catch((error: Error) => console.error(error.message));
await channel.close();

const { kept, lines } = judge(played, kaleyra);
console.log(`\n${lines.join('\n')}`);
await Promise.all([client.close(), kaleyra.close(), server.close()]);
process.exitCode = kept ? 0 : 1;
