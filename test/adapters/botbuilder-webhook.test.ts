import { createServer } from 'node:http';
import { KaleyraAdapter } from 'tidemark/adapters/botbuilder';
import { kaleyraWebhook, textMessage } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';
import { startBot } from './kaleyra-bot.js';
import { customer, secret, signal, startHost } from './kaleyra-host.js';

const json = { 'content-type': 'application/json' };

describe.each(['process', 'processActivity'] as const)('KaleyraAdapter.%s', (name) => {
  test('resolves when the webhook is answered, before the bot is done', async () => {
    const { channel, listen, say } = await startHost();
    const adapter = new KaleyraAdapter(channel);
    const thinking = signal();
    const mayEnd = signal();
    const answered = signal();
    await listen((request, response) => void adapter[name](request, response).then(answered.resolve));
    let done = false;
    adapter.handle(async () => {
      thinking.resolve();
      await mayEnd.promise;
      done = true;
    });
    expect((await say('hello')).status).toBe(200);
    await answered.promise;
    await thinking.promise;
    expect(done).toBe(false);
    mayEnd.resolve();
  });

  test.each([
    ['JSON that is broken', { method: 'POST', headers: { ...secret, ...json }, body: '{"a":' }, 400],
    ['JSON that is no webhook', { method: 'POST', headers: { ...secret, ...json }, body: '{"a":1}' }, 400],
    ['no body', { method: 'POST', headers: { ...secret, ...json } }, 400],
    ['a wrong secret', { method: 'POST', headers: { ...json, 'x-webhook-secret': 'no' }, body: '{}' }, 401],
    ['a wrong method', { method: 'GET', headers: secret }, 405],
    ['a wrong type', { method: 'POST', headers: { ...secret, 'content-type': 'text/plain' }, body: '{}' }, 415],
  ])('resolves for %s, and the webhook is refused', async (_what, init, status) => {
    const { channel, listen } = await startHost();
    const adapter = new KaleyraAdapter(channel);
    const ended = signal<unknown>();
    const url = await listen((request, response) => {
      adapter[name](request, response, async () => undefined).then(() => ended.resolve('resolved'), ended.resolve);
    });
    const answer = await fetch(url, init);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: expect.any(String) });
    expect(await ended.promise).toBe('resolved');
  });

  test('registers the bot it is given, the most recent one counts, and without one it stays', async () => {
    const { channel, listen, say, kaleyra } = await startHost();
    const adapter = new KaleyraAdapter(channel);
    const bots = ['first', 'second', undefined].map((bot) =>
      bot === undefined ? undefined : adapterBot((text) => `${bot}: ${text}`),
    );
    await listen((request, response) => void adapter[name](request, response, bots.shift()));
    for (const [index, text] of ['a', 'b', 'c'].entries()) {
      await say(text);
      await kaleyra.waitFor('send', index + 1, { answered: true });
    }
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['first: a', 'second: b', 'second: c']);
  });

  test('rejects where the channel has another handler, and the webhook is answered all the same', async () => {
    const { channel, listen, say } = await startHost();
    const [handled, ended] = [signal<unknown>(), signal<unknown>()];
    channel.handle(({ text }) => handled.resolve(text));
    const adapter = new KaleyraAdapter(channel);
    await listen((request, response) => {
      const processed = adapter[name](request, response, async () => undefined);
      processed.then(
        () => ended.resolve('resolved'),
        (error: unknown) => {
          ended.resolve(error);
          if (!response.headersSent) response.writeHead(500).end();
        },
      );
    });
    expect(await say('hello')).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(await ended.promise).toMatchObject({ code: 'SECOND_CONSUMER' });
    expect(await handled.promise).toBe('hello');
  });

  test('answers 503 once the channel is closed', async () => {
    const { channel, listen, say } = await startHost();
    const adapter = new KaleyraAdapter(channel);
    await listen((request, response) => void adapter[name](request, response, async () => undefined));
    await say('hello');
    await channel.close();
    expect((await say('too late')).status).toBe(503);
  });
});

function adapterBot(answer: (text: string) => string): Parameters<KaleyraAdapter['handle']>[0] {
  return async (context) => void (await context.sendActivity(answer(context.activity.text)));
}

describe('KaleyraAdapter.handle', () => {
  test('starts delivery, so that messages accepted before get a bot', async () => {
    const { channel, listen, say, kaleyra } = await startHost();
    const adapter = new KaleyraAdapter(channel);
    await listen((request, response) => void adapter.process(request, response));
    expect((await say('one')).status).toBe(200);
    expect((await say('two')).status).toBe(200);
    expect(kaleyra.requests).toEqual([]);
    adapter.handle(adapterBot((text) => text));
    await kaleyra.waitFor('send', 2);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['one', 'two']);
  });

  test('gives the function that stops delivery; a bot registered later gets what came meanwhile', async () => {
    const { channel, listen, say, kaleyra } = await startHost();
    const adapter = new KaleyraAdapter(channel);
    await listen((request, response) => void adapter.process(request, response));
    const stop = adapter.handle(adapterBot((text) => `old: ${text}`));
    await say('one');
    await kaleyra.waitFor('send', 1, { answered: true });
    stop();
    expect((await say('two')).status).toBe(200);
    adapter.handle(adapterBot((text) => `new: ${text}`));
    await kaleyra.waitFor('send', 2);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['old: one', 'new: two']);
  });

  test('throws where the channel has another handler', async () => {
    const { channel } = await startHost();
    channel.handle(() => undefined);
    expect(() => new KaleyraAdapter(channel).handle(async () => undefined)).toThrow(
      expect.objectContaining({ code: 'SECOND_CONSUMER' }),
    );
  });

  test('a redelivered message runs the bot once', async () => {
    const { say, kaleyra } = await startBot(adapterBot((text) => text));
    await say('once', { id: 'wamid.same' });
    await kaleyra.waitFor('send', 1, { answered: true });
    expect(await say('once', { id: 'wamid.same' })).toMatchObject({ status: 200, body: { duplicates: 1 } });
    await say('after');
    await kaleyra.waitFor('send', 2);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['once', 'after']);
  });

  test('all messages of one webhook reach the bot, in order, after one tick', async () => {
    const { say, kaleyra } = await startBot(
      adapterBot((text) => text),
      { receipts: { quietMs: 50 } },
    );
    await say(['one', 'two', 'three']);
    await kaleyra.waitFor('send', 3);
    expect(kaleyra.requests.map(({ kind, text }) => text ?? kind)).toEqual(['read', 'one', 'two', 'three']);
    expect(kaleyra.unread()).toEqual([]);
  });

  test('createServer takes process directly', async () => {
    const { channel, kaleyra, businessNumber } = await startHost();
    const adapter = new KaleyraAdapter(channel);
    adapter.handle(adapterBot((text) => text));
    const server = createServer((request, response) => adapter.process(request, response));
    expect(server.listenerCount('request')).toBe(1);
    const answer = await channel.handleWebhook({
      method: 'POST',
      url: '/',
      headers: { ...secret, ...json },
      parsedBody: kaleyraWebhook({ from: customer, businessNumber, messages: [textMessage({ text: 'direct' })] }),
    });
    expect(answer.status).toBe(200);
    const [send] = await kaleyra.waitFor('send', 1);
    expect(send?.text).toBe('direct');
  });
});
