// Compiled and run: a burst over each way of having a bot, against the package's own fake Kaleyra.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as agents from '@microsoft/agents-hosting';
import * as botbuilder from 'botbuilder';
import { filter } from 'rxjs';
import { type Channel, createChannel, KaleyraClient } from 'tidemark';
import { KaleyraAdapter as AgentsAdapter } from 'tidemark/adapters/agents';
import { KaleyraAdapter } from 'tidemark/adapters/botbuilder';
import { toNodeListener } from 'tidemark/adapters/node';
import { buttonReplyMessage, kaleyraWebhook, startFakeKaleyra, textMessage } from 'tidemark/testing';

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const ways: Record<string, (channel: Channel) => Listener> = {
  function(channel) {
    channel.handle(async ({ text }, turn) => void (await turn.reply(`Echo: ${text}`)));
    return toNodeListener(channel);
  },
  stream(channel) {
    channel.activity$
      .pipe(filter(({ type }) => type === 'message'))
      .subscribe((activity) => void channel.turn(activity).reply(`Echo: ${activity.text}`));
    return toNodeListener(channel);
  },
  botbuilder(channel) {
    const bot = new botbuilder.ActivityHandler();
    bot.onMessage(async (context, next) => {
      await context.sendActivity(`Echo: ${context.activity.text}`);
      await next();
    });
    const adapter = new KaleyraAdapter(channel);
    return (request, response) => adapter.process(request, response, (context) => bot.run(context));
  },
  agents(channel) {
    const adapter = new AgentsAdapter(channel);
    const app = new agents.AgentApplication({
      adapter: adapter.forApplication(),
      storage: new agents.MemoryStorage(),
    });
    app.onActivity('message', async (context) => void (await context.sendActivity(`Echo: ${context.activity.text}`)));
    adapter.handle((context) => app.run(context));
    return (request, response) => adapter.process(request, response);
  },
};

async function play(toListener: (channel: Channel) => Listener): Promise<string[]> {
  const kaleyra = await startFakeKaleyra({ strictIds: true });
  const { baseUrl, sid, apiKey, businessNumbers } = kaleyra;
  const gateway = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
  const receipts = { quietMs: 300_000, maxWaitMs: 300_000 };
  const channel = createChannel({ gateway, receipts, webhook: { auth: { bearer: 'secret' } } });
  const listener = toListener(channel);
  const server = createServer((request, response) => void listener(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
  // The tap at the end of the burst is what makes its receipt due.
  for (const message of [
    textMessage({ id: 'wamid.1', text: 'one' }),
    buttonReplyMessage({ id: 'wamid.2', replyId: 'two', title: 'two' }),
  ]) {
    const webhook = kaleyraWebhook({
      from: '919800000001',
      businessNumber: businessNumbers[0] ?? '',
      messages: [message],
    });
    await kaleyra.postWebhook(url, webhook, { headers: { authorization: 'Bearer secret' }, timeoutMs: 60_000 });
  }
  await kaleyra.waitFor('send', 2, { answered: true, timeoutMs: 60_000 });
  await channel.close();
  server.close();
  await Promise.all([gateway.close(), kaleyra.close()]);
  return kaleyra.requests.map(({ kind, messageId, text }) => `${kind} ${messageId ?? text}`);
}

async function main(): Promise<void> {
  const played: Record<string, string[]> = {};
  for (const way of Object.keys(ways)) played[way] = await play(ways[way] as (channel: Channel) => Listener);
  console.log(JSON.stringify(played));
}

void main();
