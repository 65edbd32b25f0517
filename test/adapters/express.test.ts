import { createGzip } from 'node:zlib';
import express, { type Express } from 'express';
import { KaleyraAdapter } from 'tidemark/adapters/botbuilder';
import { toNodeListener } from 'tidemark/adapters/node';
import { describe, expect, test } from 'vitest';
import { type Host, secret, startHost } from './kaleyra-host.js';
import { genuine, send, textWebhook } from './request.js';

const MiB = 1024 * 1024;

const parsers: [string, (app: Express) => void][] = [
  ['without any parser', () => undefined],
  ['with express.json() before', (app) => void app.use(express.json({ limit: '10mb' }))],
  ['with express.raw() before', (app) => void app.use(express.raw({ type: '*/*', limit: '10mb' }))],
  ['with express.text() before', (app) => void app.use(express.text({ type: '*/*', limit: '10mb' }))],
  ['with express.urlencoded() before', (app) => void app.use(express.urlencoded({ extended: true }))],
];

async function startExpress(parse: (app: Express) => void): Promise<Host & { url: string }> {
  const host = await startHost();
  const app = express();
  parse(app);
  app.post('/webhook', toNodeListener(host.channel));
  return { ...host, url: await host.listen(app) };
}

describe.each(parsers)('toNodeListener in Express 5 %s', (_name, parse) => {
  test('answers a genuine webhook 200, and its message runs a turn', async () => {
    const { url, channel, kaleyra, businessNumber } = await startExpress(parse);
    channel.handle((activity, turn) => void turn.reply(`re ${activity.text}`));
    const answer = await send(url, { body: textWebhook(businessNumber) });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ accepted: 1 });
    const [reply] = await kaleyra.waitFor('send', 1);
    expect(reply?.text).toBe('re hello');
  });

  test.each([
    ['a wrong secret', { headers: { ...genuine, 'x-webhook-secret': 'no' }, body: '{}' }, 401],
    ['a wrong type', { headers: { ...secret, 'content-type': 'text/plain' }, body: '{}' }, 415],
    ['an empty body', { body: '' }, 400],
    ['what is no webhook', { body: '{"a":1}' }, 400],
    ['broken JSON', { body: '{"a":' }, 400],
  ])('refuses %s', async (_what, parts, status) => {
    const { url } = await startExpress(parse);
    expect((await send(url, parts)).status).toBe(status);
  });
});

// What express.json() has unpacked was within the limit it was given.
describe.each(parsers.filter(([name]) => !name.includes('json')))('toNodeListener in Express 5 %s', (_name, parse) => {
  test.each([
    ['with its length told', ' '.repeat(5 * MiB)],
    ['in pieces', Array.from({ length: 80 }, () => ' '.repeat(64 * 1024))],
  ])('refuses 5 MiB %s', async (_what, body) => {
    const { url } = await startExpress(parse);
    expect((await send(url, { body })).status).toBe(413);
  });
});

describe('toNodeListener in Express 5', () => {
  test('mounted with use it sees the secret in the query', async () => {
    const { channel, listen, businessNumber } = await startHost({
      webhook: { auth: { query: 'token', secret: 'tide' } },
    });
    const app = express();
    app.use('/webhook', toNodeListener(channel));
    const url = await listen(app);
    const headers = { 'content-type': 'application/json' };
    expect((await send(`${url}?token=tide`, { headers, body: textWebhook(businessNumber) })).status).toBe(200);
    expect((await send(`${url}?token=no`, { headers, body: textWebhook(businessNumber) })).status).toBe(401);
  });

  test('a compressed body is refused', async () => {
    const { channel, listen, businessNumber } = await startHost();
    const app = express();
    app.post('/plain', toNodeListener(channel));
    const url = (await listen(app)).replace('webhook', 'plain');
    const gzip = createGzip();
    gzip.end(textWebhook(businessNumber));
    const pieces: Buffer[] = [];
    for await (const piece of gzip) pieces.push(piece as Buffer);
    const answer = await send(url, { headers: { ...genuine, 'content-encoding': 'gzip' }, body: pieces });
    expect(answer.status).toBe(415);
  });
});

describe.each(parsers)('KaleyraAdapter.process in Express 5 %s', (_name, parse) => {
  test('an unchanged sample route echoes', async () => {
    const { channel, listen, say, kaleyra } = await startHost();
    const adapter = new KaleyraAdapter(channel);
    const app = express();
    parse(app);
    app.post('/webhook', async (request, response) => {
      await adapter.process(request, response, async (context) => {
        await context.sendActivity(`Echo: ${context.activity.text}`);
      });
    });
    await listen(app);
    expect((await say('hello')).status).toBe(200);
    const [reply] = await kaleyra.waitFor('send', 1);
    expect(reply?.text).toBe('Echo: hello');
  });
});
