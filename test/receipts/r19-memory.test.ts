import { type Activity, createReceipts, GatewayError, type Receipts } from 'tidemark';
import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { useClock } from '../helpers/clock.js';
import { heapBytes } from '../helpers/heap.js';
import { silent } from '../helpers/receipts.js';

const time = useClock();
const gateway = { markRead: async () => undefined };
const MAX = 50;

/** Taps of so many customers, each marked at once. */
async function taps(receipts: Receipts, count: number, prefix: string): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    receipts.offer(message({ id: `${prefix}${n}`, customer: `${prefix}${n}`, tap: true }));
    if (n % 10 === 9) await time.clock.tickAsync(10);
  }
  await time.clock.tickAsync(5000);
}

test('R19: after an overload, conversations that come and go take no memory', async () => {
  const receipts = createReceipts({ gateway, logger: silent, maxConversations: MAX, maxPerSecond: 10_000 });
  for (let n = 0; n <= MAX; n += 1) receipts.offer(message({ id: `o${n}`, customer: `o${n}` }));
  expect(receipts.stats().failed).toBe(1);
  await time.clock.tickAsync(5000);
  await taps(receipts, 2000, 'warm');
  const before = await heapBytes();
  await taps(receipts, 8000, 'm');
  const bytesEach = ((await heapBytes()) - before) / 8000;
  expect(bytesEach).toBeLessThan(100);
  await receipts.close();
});

test('R19: conversations that were given up for others while their number was halted take no memory', async () => {
  const halted = { markRead: () => Promise.reject(new GatewayError('halted', { code: 'RBC001', kind: 'halt' })) };
  const receipts = createReceipts({ gateway: halted, logger: silent, maxConversations: MAX });
  await taps(receipts, 2000, 'warm');
  const before = await heapBytes();
  await taps(receipts, 8000, 'm');
  const bytesEach = ((await heapBytes()) - before) / 8000;
  expect(receipts.stats()).toMatchObject({ failed: 10_000 - MAX, halted: { '911200000000': 'RBC001' } });
  expect(bytesEach).toBeLessThan(100);
  await receipts.close();
});

test('R19: outcomes that were told take no memory', async () => {
  const receipts = createReceipts({ gateway, logger: silent, maxConversations: MAX, maxPerSecond: 10_000 });
  receipts.on('scheduled', ({ id }) => void receipts.outcome(message({ id, customer: id })));
  await taps(receipts, 2000, 'warm');
  const bytesEach: number[] = [];
  for (const round of ['m', 'n']) {
    const before = await heapBytes();
    await taps(receipts, 5000, round);
    bytesEach.push(((await heapBytes()) - before) / 5000);
  }
  // What leaks does so in every round.
  expect(Math.min(...bytesEach)).toBeLessThan(60);
  await receipts.close();
});

test('R19: with a policy and the indicator off, nothing keeps the activities of idle conversations', async () => {
  const kept: WeakRef<Activity>[] = [];
  const receipts = createReceipts({ gateway, logger: silent, typing: 'off', shouldRead: () => true });
  const offerTap = (customer: string): void => {
    const activity = message({ id: customer, customer, tap: true });
    kept.push(new WeakRef(activity));
    receipts.offer(activity);
  };
  for (let n = 0; n < 100; n += 1) {
    offerTap(`${n}`);
    await time.clock.tickAsync(100);
  }
  await time.clock.tickAsync(5000);
  expect(receipts.stats()).toMatchObject({ sent: 100 });
  await heapBytes();
  expect(kept.filter((reference) => reference.deref() !== undefined).length).toBeLessThan(10);
  await receipts.close();
});
