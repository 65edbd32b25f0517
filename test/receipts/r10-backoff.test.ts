import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick, setRandom } = useReceipts();
const retry = { code: 'NETWORK', kind: 'retry' } as const;

test('R10: with the shortest jitter a failed call is repeated after 0.5 s', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan(retry);
  offer('a');
  await tick(1499);
  expect(reads()).toEqual(['a']);
  await tick(1);
  expect(reads()).toEqual(['a', 'a']);
});

test('R10: with the longest jitter the pause grows to 30 s and no further', async () => {
  setRandom(1);
  const { offer, gateway } = start();
  gateway.plan(retry, retry, retry, retry, retry);
  offer('a');
  await tick(120_000);
  const times = gateway.reads.map(({ atMs }) => atMs);
  expect(times.slice(1).map((at, index) => at - (times[index] ?? 0))).toEqual([1500, 4500, 13_500, 30_000, 30_000]);
});

test('R10: the jitter is decorrelated: between 0.5 s and three times the pause before', async () => {
  setRandom(0.5);
  const { offer, gateway, told } = start();
  gateway.plan(retry, retry);
  offer('a');
  await tick(10_000);
  expect(told('retrying').map(({ retryInMs }) => retryInMs)).toEqual([1000, 1750]);
});

test('R10: a busy customer cannot defeat the backoff', async () => {
  setRandom(1);
  const { offer, gateway, reads } = start();
  gateway.always(retry);
  for (let n = 0; n < 200; n += 1) {
    offer(`m${n}`, { tap: true });
    await tick(100);
  }
  expect(gateway.reads.map(({ atMs }) => atMs)).toEqual([0, 1500, 6000, 19_500]);
  expect(reads()).toEqual(['m0', 'm14', 'm59', 'm194']);
});

test('R10: a newer target with a later due time waits for that', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan({ ...retry, afterMs: 100 });
  offer('a');
  await tick(1050);
  offer('b');
  await tick(999);
  expect(reads()).toEqual(['a']);
  await tick(1);
  expect(reads()).toEqual(['a', 'b']);
});

test('R10: a success ends the backoff', async () => {
  setRandom(1);
  const { offer, gateway } = start();
  gateway.plan(retry, retry, 'ok', retry);
  offer('a');
  await tick(1000 + 1500 + 4500);
  offer('b', { tap: true });
  await tick(1499);
  expect(gateway.reads.map(({ atMs }) => atMs)).toEqual([1000, 2500, 7000, 7000]);
  await tick(1);
  expect(gateway.reads).toHaveLength(5);
});

test('R10: the backoff belongs to the conversation', async () => {
  setRandom(1);
  const { offer, gateway, reads } = start();
  gateway.plan(retry);
  offer('a', { customer: '1' });
  await tick(1000);
  offer('b', { customer: '2', tap: true });
  await tick(0);
  expect(reads()).toEqual(['a', 'b']);
});

test('R10: Retry-After pauses the whole number, and only it', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan({ ...retry, code: 'HTTP_429', retryAfterMs: 7000 });
  offer('a', { customer: '1', tap: true });
  await tick(0);
  offer('b', { customer: '2', tap: true });
  offer('c', { customer: '3', businessNumber: '2', tap: true });
  await tick(6999);
  expect(reads()).toEqual(['a', 'c']);
  await tick(1);
  expect(reads().slice(2).toSorted()).toEqual(['a', 'b']);
});

test('R10: Retry-After does not shorten the backoff', async () => {
  setRandom(1);
  const { offer, gateway, reads } = start();
  gateway.plan({ ...retry, retryAfterMs: 100 });
  offer('a', { tap: true });
  await tick(1499);
  expect(reads()).toEqual(['a']);
  await tick(1);
  expect(reads()).toEqual(['a', 'a']);
});

test('R10: giveUpMs after the first failed attempt all waiting messages end failed', async () => {
  setRandom(1);
  const { offer, gateway, reads, told, receipts } = start({ giveUpMs: 3000 });
  gateway.always(retry);
  offer('a');
  await tick(1000);
  offer('b');
  await tick(2999);
  expect(told('failed')).toEqual([]);
  await tick(1);
  expect(told('failed').map(({ id }) => id)).toEqual(['a', 'b']);
  expect(receipts.stats()).toMatchObject({ failed: 2, pending: 0 });
  await tick(60_000);
  expect(reads()).toEqual(['a', 'b']);
});

test('R10: giveUpMs is 10 min by default', async () => {
  const { offer, gateway, told } = start();
  gateway.always({ ...retry, retryAfterMs: 400_000 });
  offer('a', { tap: true });
  await tick(599_999);
  expect(told('failed')).toEqual([]);
  await tick(1);
  expect(told('failed')).toMatchObject([{ id: 'a' }]);
});

test('R10: giving up runs from the first failed attempt since the last success', async () => {
  setRandom(1);
  const { offer, gateway, told } = start({ giveUpMs: 3000 });
  gateway.plan(retry, 'ok', retry, retry);
  offer('a', { tap: true });
  await tick(1500);
  offer('b', { tap: true });
  await tick(0);
  expect(gateway.reads).toHaveLength(3);
  await tick(2999);
  expect(told('failed')).toEqual([]);
  await tick(1);
  expect(told('failed')).toMatchObject([{ id: 'b' }]);
});

test('R10: a call in flight is waited for before giving up', async () => {
  const { offer, gateway, told, reads } = start({ giveUpMs: 3000 });
  gateway.plan(retry, { afterMs: 5000 });
  offer('a', { tap: true });
  await tick(5499);
  expect(told('failed')).toEqual([]);
  await tick(1);
  expect(told('sent')).toMatchObject([{ id: 'a' }]);
  expect(reads()).toEqual(['a', 'a']);
});

test('R10: after giving up a later message starts anew', async () => {
  setRandom(1);
  const { offer, gateway, reads } = start({ giveUpMs: 2000 });
  gateway.plan(retry, retry, retry);
  offer('a', { tap: true });
  await tick(2000);
  expect(reads()).toEqual(['a', 'a']);
  offer('b', { tap: true });
  await tick(1499);
  expect(reads()).toEqual(['a', 'a', 'b']);
  await tick(1);
  expect(reads()).toEqual(['a', 'a', 'b', 'b']);
});

test('R10 R11: giving up stands still while the number is halted', async () => {
  const { offer, gateway, told, reads } = start({ giveUpMs: 3000 });
  gateway.plan(retry, { code: 'RBC001', kind: 'halt' }, { code: 'WA400', kind: 'reject' });
  gateway.always({ ...retry, retryAfterMs: 10_000 });
  offer('a', { tap: true });
  offer('b', { tap: true });
  await tick(500);
  expect(told('halted')).toHaveLength(1);
  await tick(60_000);
  expect(reads()).toEqual(['a', 'b', 'b', 'a']);
  await tick(2499);
  expect(told('failed')).toEqual([]);
  await tick(1);
  expect(told('failed')).toMatchObject([{ id: 'a' }]);
});

test('R10: a message that joined a typing call which fails waits out a backoff', async () => {
  const { offer, gateway, receipts, activity } = start({ giveUpMs: 1000 });
  gateway.always(retry);
  offer('a');
  await tick(2000);
  expect(receipts.stats()).toMatchObject({ failed: 1 });
  gateway.always('ok');
  gateway.plan({ ...retry, afterMs: 100 });
  receipts.typing(activity('a'));
  const before = gateway.reads.length;
  expect(offer('late', { at: Date.now() / 1000 - 10 })).toBe('joined');
  await tick(599);
  receipts.handled(activity('a'), 'handled');
  expect(gateway.reads).toHaveLength(before);
  await tick(1);
  expect(gateway.reads.at(-1)).toMatchObject({ id: 'late' });
});

test('R10 R20: a typing call that fails is told to be tried again only when a message had joined it', async () => {
  const { offer, gateway, receipts, told } = start();
  for (const customer of ['1', '2']) {
    gateway.plan({ ...retry, afterMs: 100 });
    receipts.typing(message({ id: `shown${customer}`, customer }));
    await tick(50);
    if (customer === '2') expect(offer('late', { customer, at: Date.now() / 1000 - 10 })).toBe('joined');
    await tick(50);
  }
  expect(told('retrying')).toMatchObject([{ id: 'shown2', reason: 'NETWORK', retryInMs: 500 }]);
  await tick(500);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['shown1', 'shown2', 'late']);
});
