import { expect, test } from 'vitest';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick, stepWallClock } = useReceipts();

test('R4: a lone message is due quietMs after its arrival', async () => {
  const { offer, reads, told } = start();
  offer('a');
  expect(told('scheduled')).toMatchObject([{ id: 'a', dueInMs: 1000 }]);
  await tick(999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['a']);
});

test('R4: each arrival starts the quiet time anew', async () => {
  const { offer, reads } = start();
  offer('a');
  await tick(999);
  offer('b');
  await tick(999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['b']);
});

test('R4: a late older message is an arrival too', async () => {
  const { offer, reads } = start();
  offer('a');
  await tick(500);
  offer('older', { at: Date.now() / 1000 - 10 });
  await tick(999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['a']);
});

test('R4: a customer who goes on writing is read maxWaitMs after the first message', async () => {
  const { offer, reads } = start();
  offer('m0');
  for (let n = 1; n <= 5; n += 1) {
    await tick(900);
    offer(`m${n}`);
  }
  await tick(499);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['m5']);
});

test('R4: the cap runs from the first pending arrival, not from what was read before', async () => {
  const { offer, reads, gateway } = start({ quietMs: 1000, maxWaitMs: 1500 });
  offer('a');
  await tick(1000);
  expect(reads()).toEqual(['a']);
  await tick(100);
  offer('b');
  await tick(900);
  offer('c');
  await tick(599);
  expect(reads()).toEqual(['a']);
  await tick(1);
  expect(reads()).toEqual(['a', 'c']);
  expect(gateway.reads[1]?.atMs).toBe(2600);
});

test('R4: both times are options', async () => {
  const { offer, reads } = start({ quietMs: 20, maxWaitMs: 30 });
  offer('a');
  await tick(19);
  offer('b');
  await tick(10);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['b']);
});

test('R4: with a quiet time of 0 a message is due at once', async () => {
  const { offer, reads, released } = start({ quietMs: 0, maxWaitMs: 0 });
  offer('a');
  await tick(0);
  expect(reads()).toEqual(['a']);
  expect(released).toEqual(['a']);
});

test('R4: a tap as the target is due now', async () => {
  const { offer, reads, told } = start();
  offer('a');
  await tick(400);
  offer('tap', { tap: true });
  expect(told('scheduled').at(-1)).toMatchObject({ id: 'tap', dueInMs: 0 });
  await tick(0);
  expect(reads()).toEqual(['tap']);
});

test('R4: a tap that is not the newest message does not end the quiet time', async () => {
  const { offer, reads } = start();
  offer('a');
  await tick(500);
  offer('tap', { tap: true, at: Date.now() / 1000 - 5 });
  await tick(999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['a']);
});

test('R4: a message after a tap that still waits for its call does not move its due time', async () => {
  const { offer, reads, gateway } = start({ maxPerSecond: 1 });
  offer('x', { customer: '2', tap: true });
  await tick(0);
  offer('tap', { tap: true });
  await tick(900);
  offer('more');
  await tick(99);
  expect(reads()).toEqual(['x']);
  await tick(1);
  expect(reads()).toEqual(['x', 'more']);
  expect(gateway.reads[1]?.atMs).toBe(1000);
});

test('R4: a due time once past does not move', async () => {
  const { offer, reads } = start({ maxPerSecond: 1 });
  offer('x', { customer: '2' });
  await tick(1);
  offer('a');
  await tick(999);
  expect(reads()).toEqual(['x']);
  await tick(500);
  offer('b');
  await tick(499);
  expect(reads()).toEqual(['x']);
  await tick(1);
  expect(reads()).toEqual(['x', 'b']);
});

test.each([3_600_000, -3_600_000])('R4: a wall clock stepped by %i ms moves no due time', async (stepMs) => {
  const { offer, reads, released } = start();
  offer('a');
  await tick(500);
  stepWallClock(stepMs);
  await tick(499);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['a']);
  expect(released).toEqual(['a']);
});

test('R4: markRead and flush make the pending receipt due now, and nothing else', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a', { customer: '1' });
  offer('b', { customer: '2' });
  offer('c', { customer: '3' });
  await tick(10);
  receipts.markRead(activity('a'));
  receipts.flush(activity('b').conversation.id);
  receipts.flush('nobody');
  await tick(0);
  expect(reads()).toEqual(['a', 'b']);
  receipts.flush(activity('b').conversation.id);
  await tick(989);
  expect(reads()).toEqual(['a', 'b']);
  await tick(1);
  expect(reads()).toEqual(['a', 'b', 'c']);
});

test('R4: a due time that is just now does not move for a further message', async () => {
  const { offer, gateway } = start();
  gateway.plan({ code: 'HTTP_429', kind: 'retry', retryAfterMs: 100 });
  offer('first', { customer: '1', tap: true });
  await tick(0);
  offer('tap', { customer: '2', tap: true });
  offer('text', { customer: '2' });
  await tick(10_000);
  expect(gateway.reads.find(({ id }) => id === 'text')?.atMs).toBe(100);
});
