import type { Activity, ReadDecision } from 'tidemark';
import { expect, test } from 'vitest';
import { openAt, takeToken } from '../../src/receipts/core/number.js';
import { newNumber } from '../../src/receipts/core/record.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();

test('R13: 20 calls go at once, then one every 50 ms', async () => {
  const { offer, reads } = start();
  for (let n = 0; n < 23; n += 1) offer(`m${n}`, { customer: `${n}`, tap: true });
  await tick(0);
  expect(reads()).toHaveLength(20);
  await tick(49);
  expect(reads()).toHaveLength(20);
  await tick(1);
  expect(reads()).toHaveLength(21);
  await tick(100);
  expect(reads()).toHaveLength(23);
});

test('R13: maxPerSecond is an option, and the capacity too', async () => {
  const { offer, gateway } = start({ maxPerSecond: 2 });
  for (let n = 0; n < 5; n += 1) offer(`m${n}`, { customer: `${n}`, tap: true });
  await tick(10_000);
  expect(gateway.reads.map(({ atMs }) => atMs)).toEqual([0, 0, 500, 1000, 1500]);
});

test('R13: an unused bucket holds no more than its capacity', async () => {
  const { offer, gateway } = start({ maxPerSecond: 2 });
  await tick(60_000);
  for (let n = 0; n < 4; n += 1) offer(`m${n}`, { customer: `${n}`, tap: true });
  await tick(10_000);
  expect(gateway.reads.map(({ atMs }) => atMs - 60_000)).toEqual([0, 0, 500, 1000]);
});

test('R13: what is handed on in the same moment is not waited for', async () => {
  const { offer, gateway, reads, receipts, activity, released } = start({ maxPerSecond: 1 });
  gateway.plan({ afterMs: 1000 });
  offer('a', { customer: '1', tap: true });
  await tick(100);
  offer('other', { customer: '2', tap: true }, { when: 'alongside' });
  await tick(100);
  offer('b', { customer: '1' }, { when: 'manual' });
  receipts.markRead(activity('b'));
  await tick(800);
  expect(released).toEqual(['other', 'a', 'b']);
  expect(reads()).toEqual(['a', 'other']);
  await tick(1000);
  expect(reads()).toEqual(['a', 'other', 'b']);
});

test('R13: a conversation moves up when somebody begins to wait for its receipt', async () => {
  const { offer, reads, receipts, activity } = start({ maxPerSecond: 1 });
  offer('first', { customer: '0', tap: true });
  for (const [id, customer] of [
    ['other', '2'],
    ['a', '1'],
  ] as const) {
    await tick(100);
    offer(id, { customer }, { when: 'manual' });
    receipts.markRead(activity(id));
  }
  await tick(100);
  offer('b', { customer: '1' });
  await tick(2000);
  expect(reads()).toEqual(['first', 'b', 'other']);
});

test('R13: each number has a bucket of its own', async () => {
  const { offer, reads } = start({ maxPerSecond: 1 });
  offer('a', { businessNumber: '1', tap: true });
  offer('b', { businessNumber: '2', tap: true });
  await tick(0);
  expect(reads()).toEqual(['a', 'b']);
});

test('R13: typing calls count', async () => {
  const { offer, reads, receipts, activity } = start({ maxPerSecond: 1 });
  offer('a', { customer: '1', tap: true });
  await tick(5000);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  offer('b', { customer: '2', tap: true });
  await tick(999);
  expect(reads()).toEqual(['a', 'a+typing']);
  await tick(1);
  expect(reads()).toEqual(['a', 'a+typing', 'b']);
});

test('R13: fallbacks count', async () => {
  const { offer, gateway, reads } = start({ maxPerSecond: 1 });
  gateway.plan({ code: 'WA400', kind: 'reject' });
  offer('a');
  offer('b', { tap: true });
  await tick(999);
  expect(reads()).toEqual(['b']);
  await tick(1);
  expect(reads()).toEqual(['b', 'a']);
});

test('R13: probes count', async () => {
  const { offer, gateway, reads } = start({ maxPerSecond: 1 });
  gateway.plan({ code: 'RBC001', kind: 'halt' });
  offer('a', { customer: '1', tap: true });
  await tick(10);
  offer('b', { customer: '2', tap: true });
  await tick(59_990);
  expect(reads()).toEqual(['a', 'b']);
  await tick(999);
  expect(reads()).toEqual(['a', 'b']);
  await tick(1);
  expect(reads()).toEqual(['a', 'b', 'a']);
});

test('R13: what a hand-over waits for goes first, newest due first; then the rest in due order', async () => {
  const { offer, gateway } = start({ maxPerSecond: 1 });
  offer('x', { customer: 'x', tap: true });
  await tick(0);
  for (const id of ['a', 'b', 'c', 'd']) {
    offer(id, { customer: id, tap: true });
    await tick(10);
  }
  await tick(6000);
  // At 1000 all four are held: the newest due goes; from 1530 on nobody waits for the others.
  expect(gateway.reads.map(({ id, atMs }) => [id, atMs])).toEqual([
    ['x', 0],
    ['d', 1000],
    ['a', 2000],
    ['b', 3000],
    ['c', 4000],
  ]);
});

test('R13: what somebody waits for goes before what nobody waits for any more', async () => {
  const { offer, gateway } = start({ maxPerSecond: 1, answerWaitMs: 500 });
  offer('x', { customer: 'x', tap: true });
  await tick(0);
  offer('old', { customer: '1', tap: true });
  await tick(900);
  offer('new', { customer: '2', tap: true });
  await tick(5000);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['x', 'new', 'old']);
});

test('R13: an answer that waits counts as a hand-over that waits', async () => {
  const { offer, gateway, receipts, activity } = start({ maxPerSecond: 1, when: 'alongside', answerWaitMs: 500 });
  offer('x', { customer: 'x', tap: true });
  await tick(0);
  offer('old', { customer: '1', tap: true });
  await tick(900);
  offer('new', { customer: '2', tap: true });
  void receipts.beforeAnswer(activity('new'));
  await tick(5000);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['x', 'new', 'old']);
});

test('R13: a message for a target that nobody waited for any more moves it up again', async () => {
  const { offer, gateway } = start({ maxPerSecond: 1, answerWaitMs: 300 });
  offer('x', { customer: 'x', tap: true });
  await tick(0);
  offer('a', { customer: '1', tap: true });
  offer('b', { customer: '2', tap: true });
  offer('c', { customer: '3', tap: true });
  await tick(5000);
  expect(gateway.reads.map(({ id }) => id).slice(0, 2)).toEqual(['x', 'a']);
  expect(gateway.reads).toHaveLength(4);
});

test('R13: nothing is dropped, and calls per message fall as the load rises', async () => {
  const { offer, receipts } = start({ maxPerSecond: 1 });
  for (let round = 0; round < 50; round += 1) {
    for (let customer = 0; customer < 4; customer += 1) offer(`m${round}.${customer}`, { customer: `${customer}` });
    await tick(200);
  }
  await tick(60_000);
  const { accepted, sent, covered, pending, calls } = receipts.stats();
  expect({ accepted, pending, total: sent + covered }).toEqual({ accepted: 200, pending: 0, total: 200 });
  expect(calls).toBeLessThanOrEqual(20);
});

test('R13 R10: what comes after a receipt that was given up while it waited has the place of its own due time', async () => {
  const { offer, gateway, reads, receipts, activity, idsTold } = start({ when: 'afterHandler', giveUpMs: 3000 });
  gateway.plan({ code: 'NETWORK', kind: 'retry', retryAfterMs: 8000 });
  offer('a', { customer: '1' });
  receipts.handled(activity('a'), 'handled');
  offer('b', { customer: '1' });
  await tick(4000);
  expect(idsTold('failed')).toEqual(['a']);
  offer('c', { customer: '2' });
  receipts.handled(activity('c'), 'handled');
  await tick(1000);
  receipts.handled(activity('b'), 'handled');
  await tick(3000);
  expect(reads()).toEqual(['a', 'c', 'b']);
});

test('R13: a receipt that becomes due while its conversation waits to show the indicator goes as what is waited for', async () => {
  const { offer, gateway, receipts, activity } = start({ maxPerSecond: 1, quietMs: 300 });
  offer('a', { customer: '1', tap: true });
  await tick(0);
  receipts.typing(activity('a'));
  await tick(300);
  offer('b', { customer: '1' });
  offer('c', { customer: '2', tap: true });
  await tick(1700);
  expect(gateway.reads.map(({ id, atMs }) => [id, atMs])).toEqual([
    ['a', 0],
    ['b', 1000],
    ['c', 2000],
  ]);
});

test('R13 R15: what was postponed has the place of its due time, though its conversation waited to show the indicator', async () => {
  const later = new Date(Date.now() + 300);
  const shouldRead = ({ id }: Activity): ReadDecision => (id === 'a' ? { notBefore: later } : true);
  const { offer, reads, receipts, activity } = start({ maxPerSecond: 1, shouldRead });
  offer('a', { customer: '1', tap: true });
  await tick(0);
  offer('x', { customer: 'x', tap: true });
  offer('b', { customer: '2' }, { when: 'manual' });
  receipts.typing(activity('a'));
  await tick(400);
  receipts.markRead(activity('b'));
  await tick(2600);
  expect(reads()).toEqual(['x', 'a+typing', 'b']);
});

test('R13 R15: a veto returns one token, not all', async () => {
  const { offer, gateway } = start({ shouldRead: ({ id }) => id !== 'no', maxPerSecond: 2 });
  for (const id of ['a', 'no', 'b', 'c']) {
    offer(id, { customer: id, tap: true });
    await tick(0);
  }
  await tick(1000);
  expect(gateway.reads).toMatchObject([
    { id: 'a', atMs: 0 },
    { id: 'b', atMs: 0 },
    { id: 'c', atMs: 500 },
  ]);
});

test('R13: where no token is left the number is open when one is full again, and not looked at before', () => {
  const number = newNumber('n', 2, 0);
  takeToken(number);
  expect(openAt(number, 2, 0)).toBe(0);
  takeToken(number);
  expect(openAt(number, 2, 0)).toBeCloseTo(500);
});
