import { dispatch, readReceipts } from 'tidemark';
import { expect, test } from 'vitest';
import { post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { createFakeStore } from '../helpers/fake-store.js';

const time = useClock();
const open = useChannels(time);

function failing(times: number) {
  const runs: [string | undefined, number][] = [];
  const handler = ({ id }: { id?: string }): void => {
    runs.push([id, Date.now()]);
    if (runs.filter(([one]) => one === id).length <= times) throw new RangeError('private');
  };
  return { runs, handler };
}

function started() {
  const store = createFakeStore();
  const opened = open({ store, receipts: false });
  const failed: unknown[] = [];
  opened.channel.on('turnFailed', ({ id, attempt, retryInMs }) => failed.push([id, attempt, retryInMs]));
  return { store, failed, ...opened };
}

test('a handler that fails is tried again after 1 s, then 2 s, and its success settles the message handled', async () => {
  const { store, channel, failed } = started();
  const { runs, handler } = failing(2);
  channel.handle(handler as never, { maxAttempts: 3 });
  const at = Date.now();
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(10_000);
  expect(runs.map(([, ms]) => ms - at)).toEqual([0, 1_000, 3_000]);
  expect(failed).toEqual([
    ['wamid.1', 1, 1_000],
    ['wamid.1', 2, 2_000],
  ]);
  expect(store.settled).toEqual([['wamid.1', 'handled']]);
});

test('after maxAttempts failures the message is settled failed, once', async () => {
  const { store, channel, failed } = started();
  const { runs, handler } = failing(9);
  channel.handle(handler as never, { maxAttempts: 2 });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(600_000);
  expect(runs).toHaveLength(2);
  expect(failed).toEqual([
    ['wamid.1', 1, 1_000],
    ['wamid.1', 2, undefined],
  ]);
  expect(store.settled).toEqual([['wamid.1', 'failed']]);
});

test('failures that the store counted before a restart count', async () => {
  const { store, channel } = started();
  store.failures.set('wamid.1', 1);
  const { runs, handler } = failing(9);
  channel.handle(handler as never, { maxAttempts: 2 });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(600_000);
  expect(runs).toHaveLength(1);
});

test('while a message is tried again its conversation waits, and others go on', async () => {
  const { channel } = started();
  const { runs, handler } = failing(1);
  channel.handle(handler as never, { maxAttempts: 2 });
  await post(channel, text('wamid.1'), text('wamid.2'), text('wamid.3', { from: '919800000002' }));
  await time.clock.tickAsync(500);
  expect(runs.map(([id]) => id)).toEqual(['wamid.1', 'wamid.3']);
  await time.clock.tickAsync(600_000);
  const mine = runs.map(([id]) => id).filter((id) => id !== 'wamid.3');
  expect(mine).toEqual(['wamid.1', 'wamid.1', 'wamid.2', 'wamid.2']);
});

test('closing does not wait for the next try: the message stays unsettled', async () => {
  const { store, channel } = started();
  const { runs, handler } = failing(9);
  channel.handle(handler as never, { maxAttempts: 5 });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(100);
  const closed = channel.close();
  await time.clock.tickAsync(10);
  expect((await closed).remaining.map(({ id }) => id)).toEqual(['wamid.1']);
  expect([runs.length, store.settled]).toEqual([1, []]);
});

test('a turn that ran out of time is not tried again: it may still be at it', async () => {
  const store = createFakeStore();
  const { channel } = open({ store, receipts: false, turnTimeoutMs: 1_000 });
  let runs = 0;
  channel.handle(
    () => {
      runs += 1;
      return new Promise(() => undefined);
    },
    { maxAttempts: 3 },
  );
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(600_000);
  expect([runs, store.settled]).toEqual([1, [['wamid.1', 'timedOut']]]);
});

test('R17: with afterHandler only the last failure leaves the message unread', async () => {
  const store = createFakeStore();
  const { channel, gateway } = open({ store, receipts: { when: 'afterHandler' } });
  const { handler } = failing(1);
  channel.handle(handler as never, { maxAttempts: 2 });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(600_000);
  expect(gateway.reads).toHaveLength(1);
});

test('dispatch takes maxAttempts as handle does; a collected burst is tried again as one', async () => {
  const { store, channel } = started();
  const { runs, handler } = failing(1);
  channel.incoming$.pipe(readReceipts(channel), dispatch(channel, handler as never, { maxAttempts: 2 })).subscribe();
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(10_000);
  expect([runs.length, store.settled]).toEqual([2, [['wamid.1', 'handled']]]);

  const other = started();
  const bursts: (string | undefined)[] = [];
  other.channel.handle(
    (activity) => {
      bursts.push(activity.text);
      if (bursts.length === 1) throw new Error('private');
    },
    { maxAttempts: 2, collect: true },
  );
  await post(other.channel, text('wamid.1'), text('wamid.2'));
  await time.clock.tickAsync(10_000);
  expect(bursts).toEqual(['hello\nhello', 'hello\nhello']);
  expect(other.store.settled).toEqual([
    ['wamid.1', 'handled'],
    ['wamid.2', 'handled'],
  ]);
});

test.each([0, 101, 1.5, '2', Number.NaN])('maxAttempts %s is refused', (maxAttempts) => {
  const { channel } = started();
  expect(() => channel.handle(() => undefined, { maxAttempts: maxAttempts as number })).toThrow(
    /maxAttempts: expected a whole number from 1 to 100, got/,
  );
});
