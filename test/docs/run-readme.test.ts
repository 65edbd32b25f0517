import type { Channel } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { type FakeKaleyra, kaleyraWebhook, startFakeKaleyra, textMessage } from 'tidemark/testing';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { ForeignAdapter, foreignMessage } from '../adapters/foreign-adapter.js';
import { startHost } from '../adapters/kaleyra-host.js';
import { codeWith, notRun, runSnippet } from './run-snippet.js';

async function startKaleyra(): Promise<FakeKaleyra> {
  const kaleyra = await startFakeKaleyra();
  onTestFinished(() => kaleyra.close());
  return kaleyra;
}

/** Two messages of one burst, answered after one tick. */
async function expectEchoes(kaleyra: FakeKaleyra, url: string, secret: string): Promise<void> {
  const messages = [textMessage({ id: 'wamid.1', text: 'Hi' }), textMessage({ id: 'wamid.2', text: 'there' })];
  const [businessNumber = ''] = kaleyra.businessNumbers;
  const webhook = kaleyraWebhook({ from: '919800000001', businessNumber, messages });
  const headers = { 'x-webhook-secret': secret };
  expect((await kaleyra.postWebhook(url, webhook)).status).toBe(401);
  expect((await kaleyra.postWebhook(url, webhook, { headers })).status).toBe(200);
  await kaleyra.waitFor('send', 2);
  expect(kaleyra.requests.map(({ kind, text }) => [kind, text])).toEqual([
    ['read', undefined],
    ['send', 'Echo: Hi'],
    ['send', 'Echo: there'],
  ]);
  expect(kaleyra.unread()).toEqual([]);
}

test('the first lines of the README are a bot that answers after the tick', async () => {
  const kaleyra = await startKaleyra();
  const env = { KALEYRA_SID: 'HX1', KALEYRA_API_KEY: 'A1', WEBHOOK_SECRET: 's3cret' };
  const { url } = await runSnippet(codeWith('README.md', 'channel.handle(async (activity'), { kaleyra, env });
  await expectEchoes(kaleyra, await url(), 's3cret');
});

test('the Bot Framework bot of the README answers after the tick', async () => {
  const kaleyra = await startKaleyra();
  const { url } = await runSnippet(codeWith('README.md', 'new ActivityHandler()'), { kaleyra });
  await expectEchoes(kaleyra, await url(), 'a long secret');
});

test('the agent of the README answers after the tick', async () => {
  const { kaleyra, channel, listen } = await startHost({ receipts: { quietMs: 200 } });
  const { exports } = await runSnippet(codeWith('README.md', 'serveAgent'), { kaleyra });
  const adapter = exports.serveAgent?.(channel as never) as { process(req: object, res: object): Promise<void> };
  await expectEchoes(kaleyra, await listen((req, res) => void adapter.process(req, res)), 'tide');
});

test('the middleware of the README marks read what came by another adapter', async () => {
  const kaleyra = await startKaleyra();
  const { exports } = await runSnippet(codeWith('README.md', 'addReadReceipts'), { kaleyra });
  const adapter = new ForeignAdapter();
  exports.addReadReceipts?.(adapter as never);
  const [businessNumber = ''] = kaleyra.businessNumbers;
  const message = foreignMessage({ id: 'wamid.7', recipient: { id: businessNumber, name: 'Bot' } });
  await adapter.receive(message, async (context) => void (await context.sendActivity('Hi')));
  const [read] = await kaleyra.waitFor('read', 1);
  expect(read?.messageId).toBe('wamid.7');
  expect(adapter.sent).toHaveLength(1);
});

test.each(['subscribe', 'compose'])('%s of the README answers after the tick', async (name) => {
  const { kaleyra, channel, listen } = await startHost({ receipts: { quietMs: 200 } });
  const { exports } = await runSnippet(codeWith('README.md', 'export function subscribe'), { kaleyra });
  const start = exports[name] as unknown as (channel: Channel) => void;
  start(channel);
  await expectEchoes(kaleyra, await listen(toNodeListener(channel)), 'tide');
});

afterAll(() => expect(notRun(['README.md'])).toEqual([]));
