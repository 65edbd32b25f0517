import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { toFetchHandler } from 'tidemark/adapters/web';
import { describe, expect, test } from 'vitest';
import { type Host, secret, signal, startHost } from './kaleyra-host.js';
import { genuine, send, textWebhook } from './request.js';

async function startHono(): Promise<Host & { app: Hono; url: string }> {
  const host = await startHost();
  const handler = toFetchHandler(host.channel);
  const app = new Hono();
  app.all('/webhook', (c) => handler(c.req.raw));
  return { ...host, app, url: await host.listen(getRequestListener(app.fetch)) };
}

describe('toFetchHandler in Hono', () => {
  test('answers by app.request', async () => {
    const { app, businessNumber } = await startHono();
    const response = await app.request('/webhook', {
      method: 'POST',
      headers: genuine,
      body: textWebhook(businessNumber),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ accepted: 1 });
  });

  test('answers over @hono/node-server, and the message runs a turn', async () => {
    const { url, channel, kaleyra, businessNumber } = await startHono();
    channel.handle((activity, turn) => void turn.reply(`re ${activity.text}`));
    expect((await send(url, { body: textWebhook(businessNumber) })).status).toBe(200);
    const [reply] = await kaleyra.waitFor('send', 1);
    expect(reply?.text).toBe('re hello');
  });

  test.each([
    ['GET', { method: 'GET' }, 405],
    ['a wrong secret', { headers: { ...genuine, 'x-webhook-secret': 'no' }, body: '{}' }, 401],
    ['a wrong type', { headers: { ...secret, 'content-type': 'text/plain' }, body: '{}' }, 415],
    ['broken JSON', { body: '{"a":' }, 400],
    ['an empty body', { body: '' }, 400],
    ['5 MiB', { body: ' '.repeat(5 * 1024 * 1024) }, 413],
    ['5 MiB in pieces', { body: Array.from({ length: 80 }, () => ' '.repeat(64 * 1024)) }, 413],
  ])('refuses %s over @hono/node-server', async (_what, parts, status) => {
    const { url } = await startHono();
    expect((await send(url, parts)).status).toBe(status);
  });

  test('takes waitUntil of the execution context, made anew for each request', async () => {
    const { channel, kaleyra, businessNumber } = await startHost();
    channel.handle(async (_activity, turn) => void (await turn.reply('hi')));
    const app = new Hono();
    app.post('/webhook', (c) =>
      toFetchHandler(channel, { waitUntil: (done) => c.executionCtx.waitUntil(done) })(c.req.raw),
    );
    const awake = signal<Promise<unknown>>();
    const context = { waitUntil: awake.resolve, passThroughOnException: () => undefined, props: {} };
    const request = new Request('https://bot.example.test/webhook', {
      method: 'POST',
      headers: genuine,
      body: textWebhook(businessNumber),
    });
    expect((await app.fetch(request, {}, context)).status).toBe(200);
    await awake.promise;
    expect(kaleyra.requests.map(({ kind }) => kind)).toEqual(['read', 'send']);
  });
});
