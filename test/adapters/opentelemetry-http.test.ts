import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ActivityHandler as AgentHandler } from '@microsoft/agents-hosting';
import { context, trace } from '@opentelemetry/api';
import { ActivityHandler as BotHandler } from 'botbuilder';
import { type Channel, KaleyraClient } from 'tidemark';
import { KaleyraAdapter as AgentsAdapter } from 'tidemark/adapters/agents';
import { KaleyraAdapter as BotAdapter } from 'tidemark/adapters/botbuilder';
import { toNodeListener } from 'tidemark/adapters/node';
import { createTracedChannel } from 'tidemark/adapters/opentelemetry';
import { type FakeKaleyra, kaleyraWebhook, startFakeKaleyra, textMessage } from 'tidemark/testing';
import { expect, onTestFinished, test } from 'vitest';
import { silent } from '../helpers/receipts.js';
import { idOf, parentOf, type Sdk, startSdk, traceOf, useContexts } from './opentelemetry-rig.js';

useContexts();

const auth = { header: 'x-webhook-secret', secret: 'tide' };

interface Host {
  sdk: Sdk;
  kaleyra: FakeKaleyra;
  channel: Channel;
  /** Posts a message to the listener; resolves when its turn is over. */
  say(listener: RequestListener): Promise<void>;
}

async function startHost(): Promise<Host> {
  const sdk = startSdk();
  const kaleyra = await startFakeKaleyra();
  const { sid, apiKey, baseUrl, businessNumbers } = kaleyra;
  const gateway = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
  const { tracerProvider, meterProvider } = sdk;
  const channel = createTracedChannel(
    { gateway, webhook: { auth }, receipts: { quietMs: 0 }, drainTimeoutMs: 500, logger: silent },
    { tracerProvider, meterProvider },
  );
  onTestFinished(async () => {
    await channel.close();
    await gateway.close();
    await kaleyra.close();
  });
  return {
    sdk,
    kaleyra,
    channel,
    async say(listener) {
      const server = createServer(listener).listen(0, '127.0.0.1');
      await once(server, 'listening');
      onTestFinished(() => void server.close());
      const over = sdk.ended('process');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
      const messages = [textMessage({ id: 'wamid.1', text: 'hello' })];
      const body = kaleyraWebhook({ from: '919800000001', businessNumber: businessNumbers[0] ?? '', messages });
      await kaleyra.postWebhook(url, body, { headers: { 'x-webhook-secret': 'tide' } });
      await over;
    },
  };
}

/** The bot asks its own service before it answers. */
const ask = async (sdk: Sdk): Promise<string> =>
  sdk.tracerProvider.getTracer('bot').startActiveSpan('ask', async (span) => {
    await new Promise((resolve) => setImmediate(resolve));
    span.end();
    return trace.getSpanContext(context.active())?.traceId ?? '';
  });

const ways: [string, (host: Host) => RequestListener][] = [
  [
    'channel.handle',
    ({ channel, sdk }) => {
      channel.handle(async (_activity, turn) => {
        await ask(sdk);
        await turn.reply('hi');
      });
      return toNodeListener(channel);
    },
  ],
  [
    'the Bot Framework adapter',
    ({ channel, sdk }) => {
      const bot = new BotHandler().onMessage(async (turn, next) => {
        await ask(sdk);
        await turn.sendActivity('hi');
        await next();
      });
      const adapter = new BotAdapter(channel);
      adapter.handle((turn) => bot.run(turn));
      return (request, response) => void adapter.process(request, response);
    },
  ],
  [
    'the Agents SDK adapter',
    ({ channel, sdk }) => {
      const agent = new AgentHandler().onMessage(async (turn, next) => {
        await ask(sdk);
        await turn.sendActivity('hi');
        await next();
      });
      const adapter = new AgentsAdapter(channel);
      adapter.handle((turn) => agent.run(turn));
      return (request, response) => void adapter.process(request as never, response as never);
    },
  ],
];

test.each(ways)('%s: one trace from the webhook over HTTP to the reply over HTTP', async (_what, listen) => {
  const host = await startHost();
  const { sdk, kaleyra, say } = host;
  await say(listen(host));
  const [webhook, receipt, read, turn, own, send] = ['receive', 'receipt', 'mark_read', 'process', 'ask', 'send'].map(
    sdk.one,
  );
  if (!webhook || !receipt || !read || !turn || !own || !send) throw new Error('unreachable');
  expect(sdk.spans()).toHaveLength(6);
  expect(new Set(sdk.spans().map(traceOf)).size).toBe(1);
  expect([receipt, read, turn, own, send].map(parentOf)).toEqual([webhook, receipt, webhook, turn, turn].map(idOf));
  expect(kaleyra.isRead('wamid.1')).toBe(true);
  const port = Number(new URL(kaleyra.baseUrl).port);
  for (const call of [read, send]) {
    expect(call.attributes).toMatchObject({ 'server.address': '127.0.0.1', 'server.port': port });
  }
});

test("a send that the provider refuses has its code and HTTP status, and nothing of the provider's text", async () => {
  const host = await startHost();
  const { sdk, kaleyra, channel, say } = host;
  kaleyra.fail('RBC001', { on: 'send' });
  channel.handle((_activity, turn) => turn.reply('hi').catch(() => undefined));
  await say(toNodeListener(channel));
  const { attributes, status, events } = sdk.one('send');
  expect(status).toEqual({ code: 2 });
  expect(attributes).toMatchObject({ 'error.type': 'RBC001', 'http.response.status_code': expect.any(Number) });
  expect(events).toEqual([]);
});
