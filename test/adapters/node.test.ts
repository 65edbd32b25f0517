import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { toNodeListener } from 'tidemark/adapters/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Host, secret, signal, startHost } from './kaleyra-host.js';
import { genuine, send, textWebhook } from './request.js';

async function startNode(): Promise<Host & { url: string }> {
  const host = await startHost();
  return { ...host, url: await host.listen(toNodeListener(host.channel)) };
}

function keepAlive(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return agent;
}

describe('toNodeListener on node:http', () => {
  test('answers a genuine webhook 200, and its message runs a turn', async () => {
    const { url, channel, kaleyra, businessNumber } = await startNode();
    channel.handle((activity, turn) => void turn.reply(`re ${activity.id}`));
    const answer = await send(url, { body: textWebhook(businessNumber, 'wamid.in') });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(answer.body)).toMatchObject({ accepted: 1, duplicates: 0 });
    const [reply] = await kaleyra.waitFor('send', 1);
    expect(reply?.text).toBe('re wamid.in');
  });

  test('answers before the turn is done', async () => {
    const { url, channel, businessNumber } = await startNode();
    const mayEnd = signal();
    channel.handle(() => mayEnd.promise);
    expect((await send(url, { body: textWebhook(businessNumber) })).status).toBe(200);
    mayEnd.resolve();
  });

  test.each([
    ['another method', { method: 'PUT', body: '{}' }, 405],
    ['GET', { method: 'GET' }, 405],
    ['no secret', { headers: { 'content-type': 'application/json' }, body: '{}' }, 401],
    ['a wrong secret', { headers: { ...genuine, 'x-webhook-secret': 'tid' }, body: '{}' }, 401],
    ['no content-type', { headers: secret, body: '{}' }, 415],
    ['a form', { headers: { ...secret, 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=b' }, 415],
    ['broken JSON', { body: '{"a"' }, 400],
    ['an empty body', { body: '' }, 400],
    ['what is no webhook', { body: '[1]' }, 400],
    ['bytes that are not UTF-8', { body: [Buffer.from([0x22, 0xff, 0x22])] }, 400],
  ])('refuses %s', async (_what, parts, status) => {
    const { url } = await startNode();
    const answer = await send(url, parts);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ error: expect.any(String) });
  });

  test('a wrong method is told which one is allowed', async () => {
    const { url } = await startNode();
    expect((await send(url, { method: 'DELETE' })).headers.allow).toBe('POST');
  });

  test('takes a body that comes in pieces, split inside a character', async () => {
    const { url, channel, businessNumber } = await startNode();
    const seen = signal<string | undefined>();
    channel.handle(({ text }) => seen.resolve(text));
    const bytes = Buffer.from(textWebhook(businessNumber).replace('hello', 'grüße 👋'));
    const pieces = Array.from({ length: bytes.length }, (_, index) => bytes.subarray(index, index + 1));
    expect((await send(url, { body: pieces })).status).toBe(200);
    expect(await seen.promise).toBe('grüße 👋');
  });

  test('the connection is used again after a 200', async () => {
    const { url, businessNumber } = await startNode();
    const agent = keepAlive();
    const answers = [];
    for (const id of ['wamid.1', 'wamid.2', 'wamid.3']) {
      const { status, reused } = await send(url, { agent, body: textWebhook(businessNumber, id) });
      answers.push([status, reused]);
    }
    expect(answers).toEqual([
      [200, false],
      [200, true],
      [200, true],
    ]);
  });

  test.each([
    ['a wrong secret', { headers: { ...genuine, 'x-webhook-secret': 'no' } }, 401],
    ['a wrong method', { method: 'PUT' }, 405],
    ['a wrong type', { headers: { ...secret, 'content-type': 'text/plain' } }, 415],
  ])(
    '%s closes the connection, so that the unread body is not taken for the next request',
    async (_what, parts, status) => {
      const { url, businessNumber } = await startNode();
      const agent = keepAlive();
      const refused = await send(url, { agent, body: [textWebhook(businessNumber)], ...parts });
      expect(refused).toMatchObject({ status, headers: { connection: 'close' } });
      const next = await send(url, { agent, body: textWebhook(businessNumber) });
      expect(next).toMatchObject({ status: 200, reused: false });
    },
  );

  test('a request that breaks off in its body is no crash, and the next one is answered', async () => {
    const host = await startHost();
    const ended = signal<unknown>();
    const listener = toNodeListener(host.channel);
    const url = await host.listen((request, response) => {
      listener(request, response).then(() => ended.resolve('resolved'), ended.resolve);
      request.once('data', () => request.socket.destroy());
    });
    await expect(send(url, { body: ['{"meta_object":', '{}'] })).rejects.toThrow();
    expect(await ended.promise).toBe('resolved');
    const next = await host.listen(listener);
    expect((await send(next, { body: textWebhook(host.businessNumber) })).status).toBe(200);
  });

  test('never rejects, also where somebody else has answered already', async () => {
    const host = await startHost();
    const ended = signal<unknown>();
    const listener = toNodeListener(host.channel);
    const url = await host.listen((request, response) => {
      response.writeHead(503).end('timed out');
      listener(request, response).then(() => ended.resolve('resolved'), ended.resolve);
    });
    expect((await send(url, { body: textWebhook(host.businessNumber) })).status).toBe(503);
    expect(await ended.promise).toBe('resolved');
  });
});

describe('toNodeListener in a Connect-style chain', () => {
  type Step = (request: IncomingMessage, response: ServerResponse, next: () => void) => unknown;
  const chain =
    (...steps: Step[]) =>
    (request: IncomingMessage, response: ServerResponse): void => {
      const run = (index: number): unknown => steps[index]?.(request, response, () => run(index + 1));
      run(0);
    };

  test('works as its last step, with a body that nobody has read', async () => {
    const { listen, channel, businessNumber } = await startHost();
    const url = await listen(chain((_request, _response, next) => next(), toNodeListener(channel)));
    expect((await send(url, { body: textWebhook(businessNumber) })).status).toBe(200);
  });

  test('works after a parser that has read the body into request.body', async () => {
    const { listen, channel, businessNumber } = await startHost();
    const parse: Step = async (request, _response, next) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      Object.assign(request, { body: JSON.parse(Buffer.concat(chunks).toString()) });
      next();
    };
    const url = await listen(chain(parse, toNodeListener(channel)));
    expect((await send(url, { body: textWebhook(businessNumber) })).status).toBe(200);
  });

  test('works where a parser has set an empty body for a request it did not read', async () => {
    const { listen, channel, businessNumber } = await startHost();
    const parse: Step = (request, _response, next) => {
      Object.assign(request, { body: {} });
      next();
    };
    const url = await listen(chain(parse, toNodeListener(channel)));
    expect((await send(url, { body: textWebhook(businessNumber) })).status).toBe(200);
  });
});
