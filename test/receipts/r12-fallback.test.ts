import { expect, test } from 'vitest';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const reject = { code: 'WA400', kind: 'reject' } as const;

test('R12: when the target is rejected the next older remembered id is tried at once', async () => {
  const { offer, gateway, reads, receipts, told } = start();
  gateway.plan(reject, reject);
  offer('a');
  offer('b');
  offer('c');
  await tick(1000);
  expect(reads()).toEqual(['c', 'b', 'a']);
  expect(told('rejected').map(({ id }) => id)).toEqual(['c', 'b']);
  expect(told('sent')).toMatchObject([{ id: 'a' }]);
  expect(receipts.stats()).toMatchObject({ rejected: 2, sent: 1, calls: 3, failedCalls: 2 });
});

test('R12: with a newer target pending the rest go on with that, at its own due time', async () => {
  const { offer, gateway, reads, told } = start();
  gateway.plan({ ...reject, afterMs: 500 });
  offer('a');
  offer('b');
  await tick(1200);
  offer('c');
  await tick(999);
  expect(reads()).toEqual(['b']);
  await tick(1);
  expect(reads()).toEqual(['b', 'c']);
  expect(told('sent')).toMatchObject([{ id: 'c' }]);
  expect(told('covered')).toMatchObject([{ id: 'a' }]);
});

test('R12: a rejected id that is offered again is not tried again', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan(reject);
  offer('a');
  await tick(1000);
  offer('a');
  await tick(10_000);
  expect(reads()).toEqual(['a']);
});

test('R12: a rejected id that is offered again while others wait is not tried again', async () => {
  const { offer, gateway, reads, released } = start();
  gateway.plan({ ...reject, afterMs: 500 });
  offer('a');
  await tick(1100);
  offer('b');
  await tick(500);
  offer('a');
  await tick(10_000);
  expect(reads()).toEqual(['a', 'b']);
  expect(released).toEqual(['a', 'b', 'a']);
});

test('R12: a fallback that fails is retried as any other call', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan(reject, { code: 'NETWORK', kind: 'retry' });
  offer('a');
  offer('b');
  await tick(1000);
  expect(reads()).toEqual(['b', 'a']);
  await tick(499);
  expect(reads()).toEqual(['b', 'a']);
  await tick(1);
  expect(reads()).toEqual(['b', 'a', 'a']);
});

test('R12 R19: the five ids refused last are remembered', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan(...Array(6).fill(reject));
  for (let n = 1; n <= 6; n += 1) {
    offer(`m${n}`, { tap: true });
    await tick(0);
  }
  expect(reads()).toHaveLength(6);
  expect(offer('m2')).toBe('duplicate');
  expect(offer('m1')).toBe('scheduled');
});

test('R12 R17: what the refused call carried is handed on at once, though the next call is under way', async () => {
  const { offer, gateway, reads, released } = start();
  gateway.plan(reject, { afterMs: 500 });
  offer('a');
  offer('b');
  await tick(1000);
  expect(reads()).toEqual(['b', 'a']);
  expect(released).toEqual(['a', 'b']);
});
