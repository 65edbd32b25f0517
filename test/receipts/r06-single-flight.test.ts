import { createReceipts, type MarkReadOptions } from 'tidemark';
import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;

test('R6: while a call is in flight a newer message waits, also when it is due', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan({ afterMs: 3000 });
  offer('a');
  await tick(1000);
  offer('b');
  await tick(2999);
  expect(reads()).toEqual(['a']);
  await tick(1);
  expect(reads()).toEqual(['a', 'b']);
});

test('R6: a newer message that arrives during a call has a window of its own', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan({ afterMs: 100 });
  offer('a');
  await tick(1050);
  expect(offer('b', { at: NOW + 1 })).toBe('scheduled');
  await tick(999);
  expect(reads()).toEqual(['a']);
  await tick(1);
  expect(reads()).toEqual(['a', 'b']);
});

test('R6: a message strictly older than the id sent joins its call', async () => {
  const { offer, gateway, reads, released, told, receipts } = start();
  gateway.plan({ afterMs: 500 });
  offer('a', { at: NOW });
  await tick(1000);
  expect(offer('late', { at: NOW - 1 })).toBe('joined');
  await tick(499);
  expect(released).toEqual([]);
  await tick(1);
  expect(released).toEqual(['a', 'late']);
  expect(told('covered')).toMatchObject([{ id: 'late', assumed: false }]);
  await tick(5000);
  expect(reads()).toEqual(['a']);
  expect(receipts.stats()).toMatchObject({ accepted: 2, sent: 1, covered: 1 });
});

test("R6: a message of the sent id's second does not join its call", async () => {
  const { offer, gateway, reads } = start();
  gateway.plan({ afterMs: 500 });
  offer('a', { at: NOW });
  await tick(1000);
  expect(offer('b', { at: NOW })).toBe('scheduled');
  await tick(1000);
  expect(reads()).toEqual(['a', 'b']);
});

test('R6: a call without an answer is aborted after callTimeoutMs and counts as retry', async () => {
  const { offer, gateway, told, receipts } = start();
  gateway.plan('hang');
  offer('a');
  await tick(1000 + 9999);
  expect(told('retrying')).toEqual([]);
  await tick(1);
  expect(told('retrying')).toMatchObject([{ id: 'a', reason: 'TIMEOUT' }]);
  expect(receipts.stats()).toMatchObject({ calls: 1, failedCalls: 1, pending: 1 });
  await tick(500);
  expect(receipts.stats()).toMatchObject({ calls: 2, sent: 1 });
});

test('R6: the signal of a call is aborted at its timeout, and what answers later is ignored', async () => {
  const calls: { id: string; signal: AbortSignal | undefined; resolve: () => void }[] = [];
  const gateway = {
    markRead: ({ id }: { id: string }, { signal }: MarkReadOptions = {}) =>
      new Promise<void>((resolve) => void calls.push({ id, signal, resolve })),
  };
  const receipts = createReceipts({ gateway, callTimeoutMs: 200 });
  receipts.offer(message({ id: 'a' }));
  await tick(1199);
  expect(calls[0]?.signal?.aborted).toBe(false);
  await tick(1);
  expect(calls[0]?.signal?.reason).toEqual(new Error('callTimeoutMs has passed'));
  calls[0]?.resolve();
  await tick(0);
  expect(receipts.stats()).toMatchObject({ pending: 1, sent: 0 });
  await tick(500);
  expect(calls.map(({ id }) => id)).toEqual(['a', 'a']);
  calls[1]?.resolve();
  await tick(0);
  expect(receipts.stats()).toMatchObject({ pending: 0, sent: 1, calls: 2 });
  await receipts.close();
});

test('R6: conversations do not wait for each other', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan('hang');
  offer('a', { customer: '1' });
  offer('b', { customer: '2' });
  await tick(1000);
  expect(reads()).toEqual(expect.arrayContaining(['a', 'b']));
});

test('R6: a typing call is a call: nothing else goes out while it is in flight', async () => {
  const { offer, gateway, reads, receipts, activity } = start();
  offer('a');
  await tick(1000);
  gateway.plan({ afterMs: 3000 });
  receipts.typing(activity('a'));
  offer('b');
  receipts.typing(activity('b'));
  await tick(2999);
  expect(reads()).toEqual(['a', 'a+typing']);
  receipts.handled(activity('b'), 'handled');
  await tick(1);
  expect(reads()).toEqual(['a', 'a+typing', 'b']);
});

test('R6 R20: where the oldest remembered joins a call, what is beyond the remembered five shares its outcome', async () => {
  const { offer, reads, told, receipts, activity } = start({
    shouldRead: async ({ id }) => {
      if (id === 'target') await new Promise((resolve) => setTimeout(resolve, 500));
      return id !== 'newer';
    },
  });
  offer('target', { at: NOW, tap: true });
  await tick(10);
  // They belong to the next target until the request goes out, then join it.
  for (let n = 1; n <= 6; n += 1) offer(`m${n}`, { at: NOW - 10 + n });
  offer('newer', { at: NOW + 1 });
  const outcomes = Promise.all(['m1', 'm2', 'm3', 'm6', 'newer'].map((id) => receipts.outcome(activity(id))));
  await tick(5000);
  expect(reads()).toEqual(['target']);
  expect(told('covered').map(({ id, older }) => [id, older])).toEqual([
    ['m3', 2],
    ['m4', 0],
    ['m5', 0],
    ['m6', 0],
  ]);
  expect(await outcomes).toEqual([...Array(4).fill('covered'), 'suppressed']);
});
