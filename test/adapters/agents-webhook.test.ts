import { type AgentLogic, KaleyraAdapter } from 'tidemark/adapters/agents';
import { expect, test } from 'vitest';
import { secret, signal, startHost } from './kaleyra-host.js';

/** An agent that puts this in front of what it hears. */
const answering =
  (prefix: string): AgentLogic =>
  async (context) =>
    void (await context.sendActivity(`${prefix}${context.activity.text}`));

test('process registers the agent it is given; the most recent one counts', async () => {
  const { channel, listen, say, kaleyra } = await startHost();
  const adapter = new KaleyraAdapter(channel);
  await listen((request, response) => void adapter.process(request, response, answering('first: ')));
  await say('one');
  await kaleyra.waitFor('send', 1, { answered: true });
  await listen((request, response) => void adapter.process(request, response, answering('second: ')));
  await say('two');
  await kaleyra.waitFor('send', 2);
  expect(kaleyra.sends.map(({ text }) => text)).toEqual(['first: one', 'second: two']);
});

test('process without an agent accepts; what came before gets the agent that handle registers', async () => {
  const { channel, listen, say, kaleyra } = await startHost();
  const adapter = new KaleyraAdapter(channel);
  await listen((request, response) => void adapter.process(request, response));
  expect((await say('one')).status).toBe(200);
  expect(kaleyra.requests).toEqual([]);
  adapter.handle(answering('late: '));
  await kaleyra.waitFor('send', 1);
  expect(kaleyra.sends.map(({ text }) => text)).toEqual(['late: one']);
});

test.each([
  ['no JSON', '{', secret, 400],
  ['no secret', '{}', {}, 401],
])('process resolves for %s, which is answered', async (_what, body, headers, status) => {
  const { channel, listen } = await startHost();
  const adapter = new KaleyraAdapter(channel);
  const ended = signal<unknown>();
  const url = await listen((request, response) => {
    adapter.process(request, response, answering('')).then(ended.resolve, ended.resolve);
  });
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  expect([answer.status, await ended.promise]).toEqual([status, undefined]);
});

test('where the channel has another handler, process rejects with SECOND_CONSUMER, and the webhook is answered', async () => {
  const { channel, listen, say } = await startHost();
  channel.handle(() => undefined);
  const adapter = new KaleyraAdapter(channel);
  const ended = signal<unknown>();
  await listen((request, response) => {
    adapter.process(request, response, answering('')).then(ended.resolve, ended.resolve);
  });
  expect((await say('hello')).status).toBe(200);
  expect(await ended.promise).toMatchObject({ code: 'SECOND_CONSUMER' });
});

test('once the channel is closed webhooks are answered 503', async () => {
  const { channel, listen, say } = await startHost();
  const adapter = new KaleyraAdapter(channel);
  await listen((request, response) => void adapter.process(request, response, answering('')));
  await channel.close();
  expect((await say('too late')).status).toBe(503);
});
