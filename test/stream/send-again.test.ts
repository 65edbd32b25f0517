import { getEventListeners } from 'node:events';
import {
  type ChannelOptions,
  GatewayError,
  type GatewayErrorDetails,
  isGatewayError,
  type OutgoingActivity,
  TidemarkError,
  type Turn,
} from 'tidemark';
import { expect, test } from 'vitest';
import { sendContents } from '../../src/stream/send-contents.js';
import { BUSINESS, CUSTOMER, post, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway, type FakeGateway } from '../helpers/fake-gateway.js';

const time = useClock();
const open = useChannels(time);

const failure = (parts: Partial<GatewayErrorDetails> = {}): GatewayError =>
  new GatewayError('refused', { code: 'HTTP_429', kind: 'retry', undelivered: true, ...parts });

/** Tells when it is called, and fails in turn; `undefined` lets a call through. */
function failing(failures: unknown[]): { tries: number[]; next: () => void } {
  const tries: number[] = [];
  const startMs = performance.now();
  const next = (): void => {
    tries.push(performance.now() - startMs);
    const thrown = failures.shift();
    if (thrown !== undefined) throw thrown;
  };
  return { tries, next };
}

/** Makes the next sends fail; gives when they are tried. */
function plan(gateway: FakeGateway, ...failures: unknown[]): number[] {
  const { send } = gateway;
  const { tries, next } = failing(failures);
  gateway.send = async (...args) => {
    next();
    return send(...args);
  };
  return tries;
}

interface OpenTurn {
  turn: Turn;
  gateway: FakeGateway;
  uploads: number[];
  close: () => Promise<unknown>;
}

/** A turn in which the test may act; its first uploads fail. */
async function turnOf(options: Partial<ChannelOptions> = {}, uploadFailures: unknown[] = []): Promise<OpenTurn> {
  const gateway = createFakeGateway();
  const { tries: uploads, next } = failing(uploadFailures);
  gateway.upload = async () => {
    next();
    return { mediaId: 'M1' };
  };
  const { channel } = open({ gateway, receipts: false, turnTimeoutMs: 0, ...options });
  const turns: Turn[] = [];
  channel.handle((_activity, turn) => {
    turns.push(turn);
    return new Promise<void>((resolve) => turn.signal.addEventListener('abort', () => resolve()));
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  const [turn] = turns;
  if (turn === undefined) throw new Error('no turn began');
  return { turn, gateway, uploads, close: () => channel.close() };
}

test('a message that did not go out is sent again after half a second, then after two more', async () => {
  const { turn, gateway } = await turnOf();
  const tries = plan(gateway, failure(), failure());
  const reply = stateOf(turn.reply('hello'));
  await time.clock.tickAsync(2499);
  expect([tries, reply.done]).toEqual([[0, 500], false]);
  await time.clock.tickAsync(1);
  expect([tries, reply.value]).toEqual([[0, 500, 2500], { id: 'wamid.out-1' }]);
  expect(gateway.sends).toMatchObject([{ text: 'hello' }]);
});

test('a wait that has passed leaves no listener on the signal of the turn', async () => {
  const { turn, gateway } = await turnOf();
  const before = getEventListeners(turn.signal, 'abort').length;
  plan(gateway, failure(), failure());
  const reply = stateOf(turn.reply('hello'));
  await time.clock.tickAsync(2500);
  expect([reply.done, getEventListeners(turn.signal, 'abort').length]).toEqual([true, before]);
});

test('after the third try its error is the reply’s', async () => {
  const { turn, gateway } = await turnOf();
  const last = failure();
  const tries = plan(gateway, failure(), failure(), last);
  const reply = stateOf(turn.reply('hello'));
  await time.clock.tickAsync(60_000);
  expect([tries.length, reply.error === last, gateway.sends]).toEqual([3, true, []]);
});

test('it is sent again when the provider says', async () => {
  const { turn, gateway } = await turnOf();
  const tries = plan(gateway, failure({ retryAfterMs: 10_000 }), failure({ retryAfterMs: 10 }));
  const reply = stateOf(turn.reply('hello'));
  await time.clock.tickAsync(10_010);
  expect([tries, reply.value]).toEqual([[0, 10_000, 10_010], { id: 'wamid.out-1' }]);
});

test('a provider that asks for more than 10 s is not waited for', async () => {
  const { turn, gateway } = await turnOf();
  const refused = failure({ retryAfterMs: 10_001 });
  const tries = plan(gateway, refused);
  const reply = stateOf(turn.reply('hello'));
  await time.clock.tickAsync(0);
  expect([tries.length, reply.error === refused]).toEqual([1, true]);
});

test.each<[string, unknown]>([
  ['may have gone out', failure({ undelivered: false })],
  ['says nothing of it', failure({ undelivered: undefined })],
  ['was refused itself', failure({ kind: 'reject' })],
  ['halts the account', failure({ kind: 'halt' })],
  ['is an error of another kind', new TidemarkError('EMPTY_TEXT', 'no text')],
  ['is no error of the package', Object.assign(new Error('odd'), { kind: 'retry', undelivered: true })],
])('a message is sent once when its failure %s', async (_, thrown) => {
  const { turn, gateway } = await turnOf();
  const tries = plan(gateway, thrown);
  const reply = stateOf(turn.reply('hello'));
  await time.clock.tickAsync(60_000);
  expect([tries.length, reply.error === thrown]).toEqual([1, true]);
});

test('the error of another copy of the package is understood', async () => {
  const { turn, gateway } = await turnOf();
  const foreign = Object.assign(new Error('refused'), {
    [Symbol.for('tidemark.error')]: ['TidemarkError', 'GatewayError'],
    kind: 'retry',
    undelivered: true,
  });
  const tries = plan(gateway, foreign);
  const reply = stateOf(turn.reply('hello'));
  await time.clock.tickAsync(500);
  expect([tries.length, reply.value]).toEqual([2, { id: 'wamid.out-1' }]);
});

test('the replies of a turn keep their order while one of them is sent again', async () => {
  const { turn, gateway } = await turnOf();
  plan(gateway, failure(), failure());
  for (const body of ['1', '2', '3']) void turn.reply(body);
  await time.clock.tickAsync(2500);
  expect(gateway.sends.map((message) => message.text)).toEqual(['1', '2', '3']);
});

test('of a reply in several messages only the one that failed is sent again, quoting nothing twice', async () => {
  const { turn, gateway } = await turnOf();
  const tries = plan(gateway, failure(), undefined, failure());
  const long: OutgoingActivity = { text: `${'a'.repeat(4096)} b`, replyToId: 'wamid.q', channelData: { quote: true } };
  const reply = stateOf(turn.reply(long));
  await time.clock.tickAsync(1000);
  expect([tries, reply.value]).toEqual([
    [0, 500, 500, 1000],
    { id: 'wamid.out-2', ids: ['wamid.out-1', 'wamid.out-2'] },
  ]);
  expect(gateway.sends.map(({ content }) => (content as { quotes?: string }).quotes)).toEqual(['wamid.q', undefined]);
});

test('the error of a part tells the ids before it, and that the part did not go out', async () => {
  const { turn, gateway } = await turnOf();
  plan(gateway, undefined, failure(), failure(), failure());
  const reply = stateOf(turn.reply(`${'a'.repeat(4096)} b`));
  await time.clock.tickAsync(2500);
  expect(isGatewayError(reply.error)).toBe(true);
  expect(reply.error).toMatchObject({ sentIds: ['wamid.out-1'], undelivered: true });
});

test('a turn that runs out of time waits no longer: its reply fails as its last try did', async () => {
  const { turn, gateway } = await turnOf({ turnTimeoutMs: 1000 });
  const refused = failure({ retryAfterMs: 9000 });
  const tries = plan(gateway, refused);
  const reply = stateOf(turn.reply('hello'));
  await time.clock.tickAsync(999);
  expect(reply.done).toBe(false);
  await time.clock.tickAsync(1);
  expect([tries.length, reply.error === refused, time.clock.countTimers()]).toEqual([1, true, 0]);
});

test('R21: a channel that closes gives the wait no longer than its turns', async () => {
  const { turn, gateway, close } = await turnOf({ drainTimeoutMs: 1000 });
  const refused = failure({ retryAfterMs: 9000 });
  const tries = plan(gateway, refused);
  const reply = stateOf(turn.reply('hello'));
  const closed = stateOf(close());
  await time.clock.tickAsync(999);
  expect(reply.done).toBe(false);
  await time.clock.tickAsync(1);
  expect([tries.length, reply.error === refused, closed.done, time.clock.countTimers()]).toEqual([1, true, true, 0]);
});

test('a wait ends when either of its signals is aborted, and leaves no timer and no listener', async () => {
  for (const which of ['signal', 'closed'] as const) {
    const gateway = createFakeGateway();
    const refused = failure();
    const tries = plan(gateway, refused);
    const controller = new AbortController();
    const { signal } = new AbortController();
    const sent = stateOf(
      sendContents([{ type: 'text', text: 'hello' }], {
        gateway,
        address: { businessNumber: BUSINESS, to: CUSTOMER },
        signal,
        beforeEach: () => undefined,
        afterEach: () => undefined,
        [which]: controller.signal,
      }),
    );
    await time.clock.tickAsync(499);
    expect([sent.done, time.clock.countTimers()]).toEqual([false, 1]);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort();
    await time.clock.tickAsync(0);
    expect([sent.error === refused, tries.length, time.clock.countTimers()]).toEqual([true, 1, 0]);
  }
});

const picture: OutgoingActivity = {
  attachments: [{ contentType: 'image/png', contentUrl: `data:image/png;base64,${btoa('picture')}` }],
};

test('an upload is repeated whatever may have become of it, the message is sent once', async () => {
  const { turn, gateway, uploads } = await turnOf({}, [
    failure({ code: 'TIMEOUT', undelivered: undefined }),
    failure(),
  ]);
  const reply = stateOf(turn.reply(picture));
  await time.clock.tickAsync(2500);
  expect([uploads, reply.value]).toEqual([[0, 500, 2500], { id: 'wamid.out-1' }]);
  expect(gateway.sends).toMatchObject([{ content: { type: 'image', media: { mediaId: 'M1' } } }]);
});

test('an upload that was refused is not repeated', async () => {
  const refused = failure({ kind: 'halt' });
  const { turn, gateway, uploads } = await turnOf({}, [refused]);
  const reply = stateOf(turn.reply(picture));
  await time.clock.tickAsync(60_000);
  expect([uploads.length, reply.error === refused, gateway.sends]).toEqual([1, true, []]);
});

test('a file that is there is not uploaded again when its message is sent again', async () => {
  const { turn, gateway, uploads } = await turnOf();
  const tries = plan(gateway, failure());
  const reply = stateOf(turn.reply(picture));
  await time.clock.tickAsync(500);
  expect([uploads.length, tries.length, reply.value]).toEqual([1, 2, { id: 'wamid.out-1' }]);
});
