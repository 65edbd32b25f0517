import type { ReadDecision } from 'tidemark';
import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const NUMBER = '911200000000';
const reject = { code: 'WA400', kind: 'reject' } as const;
const retry = { code: 'NETWORK', kind: 'retry' } as const;
const halt = { code: 'RBC001', kind: 'halt' } as const;

test('R8 R4: the plain repeat of a typing call goes at once, while a newer message waits in its window', async () => {
  const { offer, gateway, receipts, activity } = start();
  offer('a');
  await tick(1000);
  gateway.plan({ ...reject, afterMs: 100 });
  receipts.typing(activity('a'));
  offer('b');
  await tick(5000);
  receipts.handled(activity('a'), 'handled');
  expect(gateway.reads.slice(1)).toMatchObject([
    { id: 'a', typing: true, atMs: 1000 },
    { id: 'a', typing: false, atMs: 1100 },
    { id: 'b', typing: false, atMs: 2000 },
  ]);
});

test('R8 R10: the plain repeat of a renewal waits out a pause of its number', async () => {
  const { offer, gateway, receipts, activity } = start({ typing: 'withReceipt' });
  offer('a', { customer: '1' });
  await tick(20_000);
  gateway.plan({ ...retry, retryAfterMs: 30_000, afterMs: 1000 }, { ...reject, afterMs: 500 });
  offer('b', { customer: '2', tap: true });
  await tick(40_000);
  receipts.handled(activity('a'), 'handled');
  receipts.handled(activity('b'), 'handled');
  expect(gateway.reads.filter(({ id }) => id === 'a')).toMatchObject([
    { typing: true, atMs: 1000 },
    { typing: true, atMs: 21_000 },
    { typing: false, atMs: 51_000 },
  ]);
});

test('R8 R5 R15: the plain repeat of a typing call covers the postponed messages it marks read', async () => {
  let says: ReadDecision = { notBefore: new Date(START_MS + 60_000) };
  const { offer, gateway, reads, receipts, activity, idsTold } = start({ shouldRead: () => says });
  offer('a', { at: NOW });
  offer('b', { at: NOW });
  await tick(2000);
  says = true;
  gateway.plan(reject);
  receipts.typing(activity('b'));
  await tick(0);
  receipts.handled(activity('b'), 'handled');
  expect(idsTold('covered')).toEqual(['a', 'b']);
  await tick(120_000);
  expect(reads()).toEqual(['b+typing', 'b']);
});

test('R8 R12: soon after the indicator was shown a refused receipt falls back as any other', async () => {
  const { offer, gateway, reads, receipts, activity, idsTold } = start();
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  gateway.plan(reject);
  offer('b');
  offer('c');
  await tick(1000);
  expect(reads()).toEqual(['a', 'a+typing', 'c', 'b']);
  expect(idsTold('rejected')).toEqual(['c']);
});

test('R8 R9 R11: a halt that answers a typing call halts the number', async () => {
  const { offer, gateway, receipts, activity, told } = start();
  offer('a');
  await tick(1000);
  gateway.plan(halt);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  expect(told('halted')).toMatchObject([{ businessNumber: NUMBER, reason: 'RBC001' }]);
});

test('R8 R11: typing calls that fail count among the 10 failures in a row that halt', async () => {
  const { offer, gateway, receipts, activity, told } = start();
  const customers = Array.from({ length: 10 }, (_, n) => `${n}`);
  for (const customer of customers) offer(customer, { customer, tap: true });
  await tick(1000);
  gateway.always(retry);
  for (const customer of customers.slice(1)) receipts.typing(activity(customer));
  await tick(0);
  expect(told('halted')).toEqual([]);
  receipts.typing(activity('0'));
  await tick(0);
  expect(told('halted')).toMatchObject([{ businessNumber: NUMBER, reason: '10_FAILURES' }]);
});

test('R8 R11: a refused indicator is no answer to tell where nothing was halted', async () => {
  const { offer, gateway, receipts, activity, told } = start({ when: 'alongside' });
  gateway.plan(reject);
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000);
  receipts.handled(activity('a'), 'handled');
  expect(told('resumed')).toEqual([]);
});

test('R8 R11: after 10 rejects a refused indicator does not resume', async () => {
  const { offer, gateway, receipts, activity, told } = start({ when: 'alongside' });
  gateway.plan({ ...reject, afterMs: 100 }, ...Array(10).fill(reject));
  offer('a', { customer: 'a' });
  receipts.typing(activity('a'));
  receipts.flush(activity('a').conversation.id);
  for (let n = 0; n < 10; n += 1) offer(`m${n}`, { customer: `${n}`, tap: true });
  await tick(50);
  expect(told('halted')).toMatchObject([{ reason: '10_REJECTS' }]);
  await tick(1000);
  expect(told('resumed')).toEqual([]);
});

test('R8 R10: a typing call that fails delays no newer message', async () => {
  const { offer, gateway, receipts, activity } = start();
  offer('a');
  await tick(1000);
  gateway.plan({ ...retry, afterMs: 100 });
  receipts.typing(activity('a'));
  offer('b', { tap: true });
  await tick(100);
  receipts.handled(activity('a'), 'handled');
  expect(gateway.reads.at(-1)).toMatchObject({ id: 'b', atMs: 1100 });
});

test('R8 R10: what was to be repeated without the indicator and was given up is not repeated later', async () => {
  const { offer, gateway, reads, idsTold } = start({ typing: 'withReceipt', giveUpMs: 3000 });
  gateway.plan(reject, { ...retry, retryAfterMs: 8000 });
  offer('m1', { tap: true });
  await tick(0);
  for (let n = 2; n <= 6; n += 1) offer(`m${n}`, { tap: true });
  await tick(10_000);
  expect(idsTold('failed')).toEqual(['m2', 'm3', 'm4', 'm5', 'm6']);
  expect(reads()).toEqual(['m1+typing', 'm1', 'm1+typing']);
});

test('R8 R10: a message that was given up and comes again carries the indicator, and is no refusal of it', async () => {
  const { offer, gateway, reads } = start({ typing: 'withReceipt', when: 'alongside', giveUpMs: 3000 });
  gateway.plan(reject, { ...retry, retryAfterMs: 3000 });
  offer('a', { tap: true });
  await tick(3000);
  gateway.plan({ afterMs: 0 });
  offer('a', { tap: true });
  await tick(10_000);
  expect(reads()).toEqual(['a+typing', 'a', 'a+typing']);
});
