import { filter, map } from 'rxjs';
import { dispatch, isOptionsError, readReceipts } from 'tidemark';
import { reactionMessage, textMessage } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { conversationOf, never, OTHER, post, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const receipts = { when: 'afterHandler' } as const;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('R17 R7: afterHandler on the channel, the answer goes first and does not wait, the tick follows the turn', async () => {
  const { channel, gateway } = open({ receipts });
  channel.handle(async (_activity, turn) => {
    await turn.reply('hello');
    await sleep(800);
  });
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  const start = performance.now();
  await time.clock.tickAsync(799);
  expect(gateway.calls.map(({ what }) => what)).toEqual(['send']);
  await time.clock.tickAsync(1);
  expect(gateway.calls.map(({ what, atMs }) => [what, atMs - start])).toEqual([
    ['send', 0],
    ['read', 800],
  ]);
});

test('R17: afterHandler on the channel, messages that wait in the line are read with one call once it is empty', async () => {
  const { channel, gateway } = open({ receipts });
  channel.handle(() => sleep(1000));
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'), text('wamid.2'), text('wamid.3'), text('wamid.o', { from: OTHER }));
  await time.clock.tickAsync(2999);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.o']);
  await time.clock.tickAsync(1);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.o', 'wamid.3']);
});

test('R17: afterHandler on the channel, in a long line the handled prefix is due maxWaitMs after its first', async () => {
  const { channel, gateway } = open({ receipts: { ...receipts, maxWaitMs: 2500 } });
  channel.handle(() => sleep(1000));
  await time.clock.tickAsync(0);
  await post(channel, ...[1, 2, 3, 4, 5].map((n) => text(`wamid.${n}`)));
  await time.clock.tickAsync(3499);
  expect(gateway.reads).toEqual([]);
  await time.clock.tickAsync(1);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.3']);
  await time.clock.tickAsync(10_000);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.3', 'wamid.5']);
});

test('R17: afterHandler on the channel, the line is not empty while the turn of a reaction runs in it', async () => {
  const { channel, gateway } = open({ receipts });
  channel.handle(({ type }) => sleep(type === 'message' ? 100 : 2000));
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'), reactionMessage({ messageId: 'wamid.0', emoji: '👍' }));
  await time.clock.tickAsync(2099);
  expect(gateway.reads).toEqual([]);
  await time.clock.tickAsync(1);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.1']);
});

test('R17: afterHandler on the channel, the line is not empty while a proactive turn runs in it', async () => {
  const { channel, gateway } = open({ receipts });
  channel.handle(() => sleep(100));
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  const proactive = channel.continueConversation(conversationOf(), () => sleep(2000));
  await time.clock.tickAsync(2099);
  expect(gateway.reads).toEqual([]);
  await time.clock.tickAsync(1);
  await proactive;
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.1']);
});

test('R17: afterHandler on the channel, a proactive turn within a turn does not make the line look empty', async () => {
  const { channel, gateway } = open({ receipts });
  channel.handle(async ({ type }) => {
    if (type !== 'message') return sleep(2000);
    await sleep(100);
    await channel.continueConversation(conversationOf(), () => undefined);
  });
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'), reactionMessage({ messageId: 'wamid.1', emoji: '👍' }));
  await time.clock.tickAsync(2099);
  expect(gateway.reads).toEqual([]);
  await time.clock.tickAsync(1);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.1']);
});

test('R17 R5: afterHandler on the channel, the line is not empty while the turn of a covered message runs', async () => {
  const { channel, gateway } = open({ receipts });
  channel.handle(({ id }) => sleep(id === 'wamid.late' ? 2000 : 100));
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1000);
  await post(channel, text('wamid.2'));
  await post(channel, textMessage({ id: 'wamid.late', text: 'late', timestamp: Math.floor(Date.now() / 1000) - 60 }));
  expect(channel.receipts.stats()).toMatchObject({ sent: 1, covered: 1 });
  await time.clock.tickAsync(2099);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.1']);
  await time.clock.tickAsync(1);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.1', 'wamid.2']);
});

test('R17: afterHandler on the channel, a handler that throws or runs out of time leaves its message unread', async () => {
  const { channel, gateway } = open({ receipts, turnTimeoutMs: 1000 });
  const told: unknown[] = [];
  channel.receipts.on('suppressed', ({ id, reason }) => told.push([id, reason]));
  channel.handle(({ id }) => {
    if (id === 'wamid.1') throw new Error('broken bot');
    return never();
  });
  await post(channel, text('wamid.1'), text('wamid.2'));
  await time.clock.tickAsync(60_000);
  expect(told).toEqual([
    ['wamid.1', 'handler failed'],
    ['wamid.2', 'handler failed'],
  ]);
  expect(gateway.calls).toEqual([]);
});

test('R17: afterHandler on the channel, turn.markRead overrides the moment', async () => {
  const { channel, gateway } = open({ receipts });
  channel.handle(async (_activity, turn) => {
    await turn.markRead();
    await sleep(5000);
  });
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.1']);
  await time.clock.tickAsync(60_000);
  expect(gateway.reads).toHaveLength(1);
});

test('R17: afterHandler on the channel, settled waits for the receipt, which waits for the turns that follow', async () => {
  const { channel } = open({ receipts });
  channel.handle(() => sleep(500));
  await time.clock.tickAsync(0);
  const first = stateOf((await post(channel, text('wamid.1'))).settled());
  const second = stateOf((await post(channel, text('wamid.2'))).settled());
  await time.clock.tickAsync(999);
  expect([first.done, second.done]).toEqual([false, false]);
  await time.clock.tickAsync(1);
  expect([first.done, second.done]).toEqual([true, true]);
});

test('R17: afterHandler, an activity that never reaches dispatch is suppressed and holds the prefix no longer', async () => {
  const { channel, gateway } = open({ receipts, turnTimeoutMs: 20_000 });
  channel.incoming$
    .pipe(
      readReceipts(channel),
      filter(({ id }) => id !== 'wamid.1'),
      dispatch(channel, () => undefined),
    )
    .subscribe();
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'), text('wamid.2'));
  await time.clock.tickAsync(19_999);
  expect(gateway.reads).toEqual([]);
  await time.clock.tickAsync(1);
  expect(channel.receipts.stats()).toMatchObject({ suppressed: 1, pending: 0 });
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.2']);
});

test('R17 R21: afterHandler on the channel, close lets turns end and marks what they handled', async () => {
  const { channel, gateway } = open({ receipts });
  channel.handle(() => sleep(1000));
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'), text('wamid.2'));
  await time.clock.tickAsync(500);
  const closed = stateOf(channel.close());
  await time.clock.tickAsync(1499);
  expect(closed.done).toBe(false);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.1']);
  await time.clock.tickAsync(1);
  expect(closed).toMatchObject({ done: true, value: { remaining: [], unread: 0 } });
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.1', 'wamid.2']);
});

test('R17: afterHandler, a bare subscription to activity$ throws, one beside a handler does not', () => {
  const { channel } = open({ receipts });
  for (const subscribe of [() => channel.activity$.subscribe(), () => channel.activity$.subscribe(() => undefined)]) {
    try {
      subscribe();
      expect.unreachable();
    } catch (error) {
      expect(isOptionsError(error) && error.message).toMatch(/when.*afterHandler/);
    }
  }
  const stop = channel.handle(() => undefined);
  expect(() => channel.activity$.subscribe().unsubscribe()).not.toThrow();
  stop();
  expect(() => channel.activity$.subscribe()).toThrow();
});

test('R17: afterHandler, a bare subscription behind an operator is told as an error', () => {
  const { channel } = open({ receipts });
  const errors: unknown[] = [];
  channel.activity$.pipe(map(({ id }) => id)).subscribe({ error: (error) => errors.push(error) });
  expect(errors.map(isOptionsError)).toEqual([true]);
});
