import type { CollectOptions, ReceiptOptions } from 'tidemark';
import { buttonReplyMessage, reactionMessage } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { type OpenChannel, post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const tap = (id: string): object => buttonReplyMessage({ id, replyId: 'Yes', title: 'Yes' });

interface Collecting extends OpenChannel {
  /** Texts of the turns and when each began, from the start. */
  began: [string | undefined, number][];
  say(...ids: string[]): Promise<void>;
}

/** A channel whose handler notes its bursts and takes `turnMs`. */
async function collecting(
  collect: CollectOptions | true,
  { receipts = false, turnMs = 0 }: { receipts?: ReceiptOptions | false; turnMs?: number } = {},
): Promise<Collecting> {
  const opened = open({ receipts });
  const began: Collecting['began'] = [];
  opened.channel.handle(
    async ({ text, type }) => {
      began.push([type === 'message' ? text : type, performance.now()]);
      if (turnMs > 0) await sleep(turnMs);
    },
    { collect },
  );
  await time.clock.tickAsync(0);
  const say = async (...ids: string[]): Promise<void> => {
    await post(opened.channel, ...ids.map((id) => text(id, { body: id })));
  };
  return { ...opened, began, say };
}

test('quietMs is 1,000 by default: a burst ends that long after its last message', async () => {
  const { began, say } = await collecting(true);
  await say('a');
  await time.clock.tickAsync(999);
  await say('b');
  await time.clock.tickAsync(999);
  expect(began).toEqual([]);
  await time.clock.tickAsync(1);
  expect(began).toEqual([['a\nb', 1999]]);
});

test('quietMs is read', async () => {
  const { began, say } = await collecting({ quietMs: 40 });
  await say('a');
  await time.clock.tickAsync(39);
  expect(began).toEqual([]);
  await time.clock.tickAsync(1);
  expect(began).toEqual([['a', 40]]);
});

test('maxWaitMs is 5,000 by default, and is read: a burst ends that long after its first message', async () => {
  for (const [collect, endsMs] of [[true, 5000] as const, [{ maxWaitMs: 1500 }, 1500] as const]) {
    const { began, say } = await collecting(collect);
    const start = performance.now();
    for (let sent = 0; sent < endsMs; sent += 500) {
      await say(`${sent}`);
      await time.clock.tickAsync(sent + 500 === endsMs ? 499 : 500);
    }
    expect(began).toEqual([]);
    await time.clock.tickAsync(1);
    expect(began.map(([, atMs]) => atMs - start)).toEqual([endsMs]);
  }
});

test('maxCount is 50 by default, and is read: a burst of so many ends at once', async () => {
  for (const [collect, count] of [[true, 50] as const, [{ maxCount: 3 }, 3] as const]) {
    const { began, say } = await collecting(collect);
    const ids = Array.from({ length: count }, (_, index) => `${index}`);
    await say(...ids.slice(1));
    await time.clock.tickAsync(0);
    expect(began).toEqual([]);
    await say('last');
    await time.clock.tickAsync(0);
    expect(began.map(([text]) => text)).toEqual([[...ids.slice(1), 'last'].join('\n')]);
  }
});

test('passes is read: what it names flushes what waits and passes at once', async () => {
  const { began, say } = await collecting({ passes: (activity) => activity.text === 'stop' });
  await say('a');
  await say('b', 'stop', 'c');
  await time.clock.tickAsync(0);
  expect(began.map(([text]) => text)).toEqual(['a\nb', 'stop']);
  await time.clock.tickAsync(1000);
  expect(began.at(-1)).toEqual(['c', 1000]);
});

test('a message about which passes throws is collected, and it is logged', async () => {
  const { began, say, log } = await collecting({
    passes: () => {
      throw new Error('broken option');
    },
  });
  await say('a', 'b');
  await time.clock.tickAsync(1000);
  expect(began).toEqual([['a\nb', 1000]]);
  expect(log.entries.filter(({ level }) => level === 'warn').length).toBeGreaterThan(0);
});

const order = { type: 'order', order: { catalog_id: '1', product_items: [{ product_retailer_id: 'x', quantity: 1 }] } };
test.each<[string, object, string]>([
  ['a tap', tap('other'), 'Yes'],
  ['an order', { id: 'other', timestamp: '1772366400', ...order }, ''],
  ['a reaction', reactionMessage({ id: 'other', messageId: 'wamid.0', emoji: '👍' }), 'messageReaction'],
  ['an unknown kind', { id: 'other', timestamp: '1772366400', type: 'hologram', hologram: {} }, 'event'],
])('%s flushes what waits and passes at once', async (_, other, seen) => {
  const { began, say, channel } = await collecting(true);
  await say('a', 'b');
  await time.clock.tickAsync(500);
  await post(channel, other);
  await say('c');
  await time.clock.tickAsync(0);
  expect(began).toEqual([
    ['a\nb', 500],
    [seen, 500],
  ]);
  await time.clock.tickAsync(1000);
  expect(began.at(-1)).toEqual(['c', 1500]);
});

test('what arrives while the handler runs becomes the next turn, also when its own window has ended', async () => {
  const { began, say } = await collecting(true, { turnMs: 4000 });
  await say('a');
  for (const id of ['b', 'c', 'd']) {
    await time.clock.tickAsync(1100);
    await say(id);
  }
  await time.clock.tickAsync(5000);
  expect(began).toEqual([
    ['a', 1000],
    ['b\nc\nd', 5000],
  ]);
  await time.clock.tickAsync(10_000);
  expect(began).toHaveLength(2);
});

test('what arrives while the handler runs and is still in its window is not cut short', async () => {
  const { began, say } = await collecting(true, { turnMs: 2000 });
  await say('a');
  await time.clock.tickAsync(2900);
  await say('b');
  await time.clock.tickAsync(900);
  await say('c');
  await time.clock.tickAsync(999);
  expect(began).toHaveLength(1);
  await time.clock.tickAsync(1);
  expect(began.at(-1)).toEqual(['b\nc', 4800]);
});

test("R17: with 'beforeHandler' no window is added: the handler starts right after the tick", async () => {
  const { began, say, gateway } = await collecting(true, { receipts: {} });
  gateway.plan({ afterMs: 200 });
  await say('a');
  await time.clock.tickAsync(600);
  await say('b');
  await time.clock.tickAsync(1199);
  expect(began).toEqual([]);
  await time.clock.tickAsync(1);
  expect(gateway.reads).toMatchObject([{ id: 'b', atMs: 1600 }]);
  expect(began).toEqual([['a\nb', 1800]]);
});

test("R17: with 'beforeHandler' what is let go while the handler runs becomes the next turn", async () => {
  const { began, say, gateway } = await collecting(true, { receipts: {}, turnMs: 6000 });
  await say('a');
  await time.clock.tickAsync(1500);
  await say('b');
  await time.clock.tickAsync(2000);
  await say('c', 'd');
  await time.clock.tickAsync(10_000);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['a', 'b', 'd']);
  expect(began).toEqual([
    ['a', 1000],
    ['b\nc\nd', 7000],
  ]);
});
