import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sinon from 'sinon';
import * as tidemark from 'tidemark';
import { type Activity, type Channel, KaleyraClient, type ReadDecision, type Store } from 'tidemark';
import type { BullmqStoreOptions } from 'tidemark/adapters/bullmq';
import { toNodeListener } from 'tidemark/adapters/node';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { connectRedis, describeRedis, REDIS_URL, removeKeys } from '../adapters/bullmq/redis.js';
import { type Host, startHost } from '../adapters/kaleyra-host.js';
import { guides } from './markdown.js';
import { codeWith, notRun, type Run, runSnippet } from './run-snippet.js';

const conversation = '910000000001:919800000001';
const secret = 'tide';

/** Calls what a guide's block exports. */
async function call<T>(run: Promise<Run>, ...given: readonly unknown[]): Promise<T> {
  const [first] = Object.values((await run).exports);
  return (await (first as unknown as (...given: readonly unknown[]) => unknown)(...given)) as T;
}

/** A fake Kaleyra and a gateway to it, for blocks that make a channel of their own. */
async function startOwn(): Promise<Host & { gateway: KaleyraClient; serve(channel: Channel): Promise<void> }> {
  const host = await startHost({ receipts: { quietMs: 100 } });
  const { baseUrl, sid, apiKey } = host.kaleyra;
  const gateway = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
  onTestFinished(() => gateway.close());
  return {
    ...host,
    gateway,
    async serve(channel) {
      onTestFinished(async () => void (await channel.close()));
      await host.listen(toNodeListener(channel));
    },
  };
}

test('a channel at a human pace reads before it answers, with the typing bubble', async () => {
  const { kaleyra, gateway, serve, say } = await startOwn();
  const code = codeWith('docs/human-like-bots.md', 'attentiveChannel').replace('attentionMs: 1200', 'attentionMs: 0');
  const channel = await call<Channel>(runSnippet(code, { kaleyra }), gateway, secret);
  channel.handle((_activity, turn) => turn.reply('Hello'));
  await serve(channel);
  await say('Hi', { id: 'wamid.1' });
  await kaleyra.waitFor('send', 1);
  expect(kaleyra.requests.map(({ kind, typing }) => [kind, typing])).toEqual([
    ['read', true],
    ['send', false],
  ]);
});

test('a burst is answered as one', async () => {
  const { kaleyra, channel, listen, say } = await startHost({ receipts: { quietMs: 100 } });
  await call(runSnippet(codeWith('docs/human-like-bots.md', 'answerBursts'), { kaleyra }), channel);
  await listen(toNodeListener(channel));
  await say(['hi', 'a question']);
  const [answer] = await kaleyra.waitFor('send', 1);
  expect(answer?.text).toBe('2 messages: hi\na question');
});

test.each([
  [3, 8, 0],
  [12, undefined, 0],
  [21, 8, 1],
])('at %s o’clock the policy of the day says when to read', async (hour, readsAt, daysLater) => {
  const { kaleyra } = await startHost();
  const { exports } = await runSnippet(codeWith('docs/human-like-bots.md', 'duringTheDay'), { kaleyra });
  const clock = sinon.useFakeTimers({ now: new Date(2026, 0, 10, hour), toFake: ['Date'] });
  onTestFinished(() => clock.restore());
  const decision = exports.duringTheDay?.() as ReadDecision;
  expect(decision).toEqual(readsAt === undefined || { notBefore: new Date(2026, 0, 10 + daysLater, readsAt) });
});

test('what people have is neither answered nor read, until it is given back', async () => {
  const { kaleyra, gateway, serve, say } = await startOwn();
  const code = codeWith('docs/hand-over.md', 'createDesk').replace('receipts: {', 'receipts: { quietMs: 50,');
  const desk = await call<{ channel: Channel; giveBack(id: string): void }>(
    runSnippet(code, { kaleyra }),
    gateway,
    secret,
  );
  await serve(desk.channel);
  await say('human', { id: 'wamid.1' });
  await kaleyra.waitFor('send', 1);
  const left = new Promise((resolve) => desk.channel.receipts.on('suppressed', resolve));
  await say('are you there?', { id: 'wamid.2' });
  expect(await left).toMatchObject({ id: 'wamid.2', reason: 'policy' });
  expect([kaleyra.isRead('wamid.1'), kaleyra.isRead('wamid.2'), kaleyra.sends.length]).toEqual([true, false, 1]);

  const byPerson = codeWith('docs/hand-over.md', 'readByPerson');
  const activity = { id: 'wamid.2', conversation: { id: conversation } } as Activity;
  await call(runSnippet(byPerson, { kaleyra }), desk.channel, activity);
  expect(kaleyra.isRead('wamid.2')).toBe(true);

  desk.giveBack(conversation);
  await say('thank you', { id: 'wamid.3' });
  const [, echo] = await kaleyra.waitFor('send', 2);
  expect([echo?.text, kaleyra.isRead('wamid.3')]).toEqual(['Echo: thank you', true]);
});

test('with manual only what the handler asks for is marked', async () => {
  const { kaleyra, gateway, serve, say } = await startOwn();
  const code = codeWith('docs/hand-over.md', 'createCautiousChannel');
  const channel = await call<Channel>(runSnippet(code, { kaleyra }), gateway, secret);
  await serve(channel);
  const left = new Promise((resolve) => channel.receipts.on('suppressed', resolve));
  await say('hello', { id: 'wamid.1' });
  expect(await left).toMatchObject({ id: 'wamid.1', reason: 'manual' });
  expect(kaleyra.reads).toEqual([]);
  await say('ping', { id: 'wamid.2' });
  await kaleyra.waitFor('any', 2);
  expect([kaleyra.isRead('wamid.2'), kaleyra.sends[0]?.text]).toEqual([true, 'pong']);
});

test.each([
  ['a bot of botbuilder', "from 'botbuilder'"],
  ['the same of the Agents SDK', 'bot.onMessage('],
  ['an AgentApplication', 'new AgentApplication('],
])('%s answers after the tick', async (_what, words) => {
  const { kaleyra, channel, listen, say } = await startHost();
  const run = runSnippet(codeWith('docs/agents-sdk.md', words), { kaleyra });
  const adapter = await call<{ process(req: object, res: object): Promise<void> }>(run, channel);
  await listen((req, res) => void adapter.process(req, res));
  await say('Hi', { id: 'wamid.1' });
  await kaleyra.waitFor('send', 1);
  expect(kaleyra.requests.map(({ kind, text }) => [kind, text])).toEqual([
    ['read', undefined],
    ['send', 'Echo: Hi'],
  ]);
});

test('the test in the guide to testing passes', async () => {
  const { kaleyra } = await startHost();
  const probe = createTcpServer().listen(0);
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const code = codeWith('docs/testing.md', 'startFakeKaleyra(').replaceAll('3979', String(port));
  await runSnippet(code, { kaleyra, modules: { tidemark, 'node:http': http } });
});

test('the fake can be spoiled as the guide says', async () => {
  const { kaleyra } = await startHost();
  const { baseUrl, sid, apiKey } = kaleyra;
  await call(runSnippet(codeWith('docs/testing.md', 'spoil'), { kaleyra }), kaleyra);
  const client = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
  onTestFinished(() => client.close());
  const message = { businessNumber: '910000000001', to: '919800000001', type: 'text', text: 'Hi' } as const;
  const codes = [
    await client.markRead({ id: 'wamid.1', businessNumber: '910000000001' }).catch(({ code }) => code),
    await client.send(message).catch(({ code }) => code),
    await client.send(message).catch(({ code }) => code),
  ];
  expect(codes).toEqual(['RBC001', 'WA500', 'NETWORK']);
});

test('the health of a channel is told', async () => {
  const { kaleyra, channel } = await startHost();
  const run = runSnippet(codeWith('docs/operating.md', 'healthz'), { kaleyra });
  expect(await call(run, channel)).toEqual({ status: 200, body: '{"ready":true,"halted":{}}' });
  await channel.close();
  expect(await call(run, channel)).toMatchObject({ status: 503 });
});

test('what goes wrong is told', async () => {
  const { kaleyra, channel, listen, say } = await startHost();
  const told: string[] = [];
  const run = runSnippet(codeWith('docs/operating.md', 'watch('), { kaleyra });
  await call(run, channel, (what: string) => void told.push(what));
  kaleyra.fail('RBC001', { on: 'read' });
  channel.handle(() => {
    throw new Error('no');
  });
  await listen(toNodeListener(channel));
  const failed = new Promise((resolve) => channel.on('turnFailed', resolve));
  await say('Hi');
  await failed;
  expect(told.sort()).toEqual(['receipts have stopped', 'the bot failed']);
});

test('a traced channel answers as another one', async () => {
  const { kaleyra, gateway, serve, say } = await startOwn();
  const run = runSnippet(codeWith('docs/operating.md', 'createTracedChannel'), { kaleyra });
  const channel = await call<Channel>(run, gateway, secret);
  channel.handle((_activity, turn) => turn.reply('Hello'));
  await serve(channel);
  await say('Hi', { id: 'wamid.1' });
  await kaleyra.waitFor('send', 1);
  expect(kaleyra.isRead('wamid.1')).toBe(true);
});

test('SIGTERM closes the channel before the client', async () => {
  const { kaleyra, channel } = await startHost();
  const run = await runSnippet(codeWith('docs/operating.md', 'closeOnSignal'), { kaleyra });
  const closed: string[] = [];
  const part = (name: string) => ({ close: () => void closed.push(name) });
  run.exports.closeOnSignal?.(part('server') as never, channel as never, part('client') as never);
  await run.signals.get('SIGTERM')?.();
  expect([closed, run.printed]).toEqual([['client', 'server'], [['closed', { notHandled: 0, unread: 0 }]]]);
});

async function openFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tidemark-docs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('a folder keeps what was accepted; what fails for good is a dead letter, and can be replayed', async () => {
  const folder = await openFolder();
  const { kaleyra, gateway, serve, say } = await startOwn();
  const { openLevelStore } = await import('tidemark/adapters/level');
  let store: (Store & { deadLetters: tidemark.DeadLetters }) | undefined;
  const modules = {
    'tidemark/adapters/level': {
      openLevelStore: async (options: { path: string }) => {
        store = await openLevelStore(options);
        return store;
      },
    },
  };
  const run = runSnippet(codeWith('docs/stores.md', 'openLevelStore'), { kaleyra, modules });

  const first = await call<Channel>(run, gateway, secret, folder);
  await serve(first);
  expect((await say('Hi', { id: 'wamid.1' })).status).toBe(200);
  await first.close();

  const second = await call<Channel>(run, gateway, secret, folder);
  await serve(second);
  let fails = true;
  await call(runSnippet(codeWith('docs/operating.md', 'handlePatiently'), { kaleyra }), second, ((_activity, turn) => {
    if (fails) throw new Error('not yet');
    return turn.reply('Here I am');
  }) satisfies tidemark.Handler);
  const [attempt] = await new Promise<number[]>((resolve) =>
    second.on('turnFailed', (event) => resolve([event.attempt])),
  );
  expect(attempt).toBe(1);
  fails = false;
  const [reply] = await kaleyra.waitFor('send', 1);
  expect(reply?.text).toBe('Here I am');
  expect(await second.health()).toMatchObject({ ready: true, dead: 0 });
  const replay = runSnippet(codeWith('docs/operating.md', 'replayAll'), { kaleyra });
  expect(await call(replay, store?.deadLetters)).toBe(0);
});

test('the weight of a file is told', async () => {
  const { kaleyra } = await startHost();
  const run = runSnippet(codeWith('docs/channel.md', 'sizeOf'), { kaleyra });
  const attachments = [{ contentType: 'text/plain', contentUrl: 'data:text/plain;base64,SGVsbG8=' }];
  expect(await call(run, { attachments })).toBe(5);
});

test('a template goes out in a turn of its own', async () => {
  const { kaleyra, channel } = await startHost();
  await call(runSnippet(codeWith('docs/channel.md', 'tellShipped'), { kaleyra }), channel, conversation, 'A-1047');
  expect(kaleyra.sends).toMatchObject([{ to: '+919800000001', message: { type: 'template' }, violations: [] }]);
});

test('a store on Redis that is not there says so at the start', async () => {
  const { kaleyra, gateway } = await startOwn();
  const run = runSnippet(codeWith('docs/stores.md', 'createBullmqStore'), { kaleyra });
  await expect(call(run, gateway, secret, 'redis://127.0.0.1:1')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

describeRedis('the guide to stores, on Redis', () => {
  test('what one process accepts another one answers, after the tick', async () => {
    const { kaleyra, gateway, serve, say } = await startOwn();
    const { createBullmqStore } = await import('tidemark/adapters/bullmq');
    const prefix = `docs-${randomUUID()}`;
    const modules = {
      'tidemark/adapters/bullmq': {
        createBullmqStore: (options: BullmqStoreOptions) => createBullmqStore({ ...options, prefix }),
      },
    };
    const code = codeWith('docs/stores.md', 'createBullmqStore');
    const open = (): Promise<Channel> => call(runSnippet(code, { kaleyra, modules }), gateway, secret, REDIS_URL);
    onTestFinished(async () => {
      const redis = connectRedis();
      await removeKeys(redis, prefix);
      redis.disconnect();
    });
    const takes = await open();
    const answers = await open();
    onTestFinished(async () => void (await answers.close()));
    answers.handle((activity, turn) => turn.reply(`Echo: ${activity.text}`));
    await serve(takes);
    expect((await say('Hi', { id: 'wamid.1' })).status).toBe(200);
    const [reply] = await kaleyra.waitFor('send', 1);
    expect([reply?.text, kaleyra.isRead('wamid.1')]).toEqual(['Echo: Hi', true]);
  });
});

afterAll(() => expect(notRun(guides.filter((file) => file !== 'README.md'))).toEqual([]));
