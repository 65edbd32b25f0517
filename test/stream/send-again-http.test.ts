import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import sinon from 'sinon';
import { type Channel, createChannel, isGatewayError, KaleyraClient, type ReplyResult } from 'tidemark';
import { type Failure, type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { expect, onTestFinished, test, vi } from 'vitest';

const BUSINESS = '910000000001';
const CONVERSATION = `${BUSINESS}:919876543210`;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function channelOf({ baseUrl, sid, apiKey }: Pick<FakeKaleyra, 'baseUrl' | 'sid' | 'apiKey'>): Channel {
  const gateway = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
  const channel = createChannel({ gateway, webhook: { auth: 'none' }, receipts: false, logger: silent });
  onTestFinished(async () => {
    await channel.close();
    await gateway.close();
  });
  return channel;
}

async function startKaleyra(port = 0): Promise<FakeKaleyra> {
  const kaleyra = await startFakeKaleyra({ businessNumbers: [BUSINESS], port });
  onTestFinished(() => kaleyra.close());
  return kaleyra;
}

async function reply(channel: Channel, ...texts: string[]): Promise<PromiseSettledResult<ReplyResult>[]> {
  let results: PromiseSettledResult<ReplyResult>[] = [];
  await channel.continueConversation(CONVERSATION, async (_, turn) => {
    results = await Promise.allSettled(texts.map((text) => turn.reply(text)));
  });
  return results;
}

/** What was tried, and how it was answered. */
function tried({ sends }: FakeKaleyra): [string | undefined, unknown][] {
  return sends.map(({ text, answer }) => [text, typeof answer === 'object' ? answer.status : answer]);
}

const tooMany: Failure = { status: 429, headers: { 'retry-after': '0' } };

test.each<[string, Failure]>([
  ['429', tooMany],
  ['503 with Retry-After', { status: 503, headers: { 'retry-after': '0' } }],
  [
    'Meta’s pair rate, sent with 400',
    { status: 400, body: { error: { code: 131056 } }, headers: { 'retry-after': '0' } },
  ],
])('a message answered %s is sent again, and reaches the customer once, before the next one', async (_, failure) => {
  const kaleyra = await startKaleyra();
  kaleyra.fail([failure, failure], { on: 'send' });
  const results = await reply(channelOf(kaleyra), '1', '2');
  const status = typeof failure === 'object' && 'status' in failure ? failure.status : 0;
  expect(tried(kaleyra)).toEqual([
    ['1', status],
    ['1', status],
    ['1', 202],
    ['2', 202],
  ]);
  expect(results.map(({ status: how }) => how)).toEqual(['fulfilled', 'fulfilled']);
});

test.each<[string, Failure, object]>([
  ['500', 'WA500', { code: 'WA500', kind: 'retry', status: 500 }],
  ['502', { status: 502, headers: { 'retry-after': '0' } }, { code: 'HTTP_502', kind: 'retry' }],
  ['503 without Retry-After', { status: 503 }, { code: 'HTTP_503', kind: 'retry' }],
  ['nothing, the connection being cut', 'drop', { code: 'NETWORK', kind: 'retry' }],
  ['400', 'WA400', { code: 'WA400', kind: 'reject' }],
  ['low balance', 'E110', { code: 'E110', kind: 'halt' }],
])('a message answered %s is sent once, and the bot gets a typed error', async (_, failure, expected) => {
  const kaleyra = await startKaleyra();
  kaleyra.fail(failure, { on: 'send' });
  const [first, second] = await reply(channelOf(kaleyra), '1', '2');
  expect(tried(kaleyra).map(([text]) => text)).toEqual(['1', '2']);
  const error: unknown = first?.status === 'rejected' ? first.reason : undefined;
  expect(isGatewayError(error)).toBe(true);
  expect(error).toMatchObject(expected);
  expect(error).not.toHaveProperty('undelivered');
  expect(second?.status).toBe('fulfilled');
});

test('a message answered 429 three times is told to the bot, and that it did not go out', async () => {
  const kaleyra = await startKaleyra();
  kaleyra.fail(tooMany, { on: 'send', times: 3 });
  const [result] = await reply(channelOf(kaleyra), '1');
  expect(tried(kaleyra)).toHaveLength(3);
  expect(result).toMatchObject({ status: 'rejected', reason: { code: 'HTTP_429', kind: 'retry', undelivered: true } });
});

test('a message to a server that does not listen yet is sent when it does', async () => {
  const port = await freePort();
  const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => clock.restore());
  const pauses = (): number[] => {
    const { timers } = clock as unknown as { timers?: Map<unknown, { delay: number }> };
    return [...(timers?.values() ?? [])].map(({ delay }) => delay).filter((ms) => ms === 500 || ms === 2000);
  };
  const credentials = { sid: 'HXFAKE0000000097IN', apiKey: 'A000000000000000000000000000fa4e0' };
  const sent = reply(channelOf({ baseUrl: `http://127.0.0.1:${port}`, ...credentials }), '1');
  await vi.waitUntil(() => pauses().includes(500));
  clock.tick(500);
  await vi.waitUntil(() => pauses().includes(2000));
  const kaleyra = await startKaleyra(port);
  clock.tick(2000);
  expect(await sent).toMatchObject([{ status: 'fulfilled', value: { id: expect.stringMatching(/^wamid\./) } }]);
  expect(tried(kaleyra)).toEqual([['1', 202]]);
});

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
