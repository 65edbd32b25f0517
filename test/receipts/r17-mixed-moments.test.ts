import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const alongside = { when: 'alongside' } as const;
const manual = { when: 'manual' } as const;

test('R17 R5: a duplicate at the mark is handed on at once, while a newer message waits that was handed on before', async () => {
  const { offer, released } = start();
  offer('a');
  await tick(1000);
  offer('b', {}, alongside);
  expect(offer('a')).toBe('duplicate');
  expect(released).toEqual(['a', 'b', 'a']);
});

test('R17 R5: a covered message is handed on at once, while a newer one waits that was handed on before', async () => {
  const { offer, released } = start();
  offer('a', { at: NOW });
  await tick(1000);
  offer('b', { at: NOW }, alongside);
  expect(offer('older', { at: NOW - 5 })).toBe('covered');
  expect(released).toEqual(['a', 'b', 'older']);
});

test('R17 R6: what joins a call in the air is handed on once that is answered', async () => {
  const { offer, gateway, released } = start();
  gateway.plan({ afterMs: 500 });
  offer('a', { at: NOW }, alongside);
  await tick(1100);
  expect(offer('older', { at: NOW - 5 })).toBe('joined');
  await tick(399);
  expect(released).toEqual(['a']);
  await tick(1);
  expect(released).toEqual(['a', 'older']);
});

test('R17: a duplicate waits for the receipt of the message whose id it has, though that was handed on at once', async () => {
  const { offer, released } = start();
  offer('other', { tap: true }, alongside);
  await tick(0);
  offer('a', {}, alongside);
  expect(offer('a')).toBe('duplicate');
  await tick(999);
  expect(released).toEqual(['other', 'a']);
  await tick(1);
  expect(released).toEqual(['other', 'a', 'a']);
});

test('R17 R5: each of several messages that wait for their handlers is known by its id', async () => {
  const { offer, receipts } = start(manual);
  for (const id of ['a', 'b']) offer(id);
  expect(offer('a')).toBe('duplicate');
  expect(offer('b')).toBe('duplicate');
  expect(receipts.stats()).toMatchObject({ accepted: 2, duplicates: 2 });
});

test('R17: manual, an answer marks nothing by itself', async () => {
  const { offer, reads, receipts, activity, told } = start(manual);
  offer('a');
  receipts.answered(activity('a'));
  await tick(60_000);
  expect(reads()).toEqual([]);
  receipts.handled(activity('a'), 'handled');
  expect(told('suppressed')).toMatchObject([{ id: 'a', reason: 'manual' }]);
});

test('R17: manual, markRead for a message that is read already leaves a newer one unread', async () => {
  const { offer, reads, receipts, activity } = start(manual);
  offer('a');
  receipts.markRead(activity('a'));
  await tick(0);
  offer('b');
  receipts.markRead(activity('a'));
  await tick(60_000);
  expect(reads()).toEqual(['a']);
  expect(receipts.stats().pending).toBe(1);
});

test('R17 R8: the indicator is shown as ever once the manual messages of a conversation have ended', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a');
  await tick(1000);
  offer('own', {}, manual);
  receipts.typing(activity('a'));
  await tick(0);
  expect(reads()).toEqual(['a']);
  receipts.handled(activity('own'), 'handled');
  offer('b', {}, alongside);
  receipts.typing(activity('b'));
  await tick(1000);
  expect(reads()).toEqual(['a', 'b+typing']);
});

test('R17: afterHandler, a turn that counts as emitted has been handled', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'afterHandler' });
  offer('a');
  receipts.handled(activity('a'), 'emitted');
  await tick(0);
  expect(reads()).toEqual(['a']);
});

test('R17 R4: afterHandler, a message with a window keeps it, while handled ones wait for an older one', async () => {
  const { offer, gateway, receipts, activity } = start({ when: 'afterHandler', maxWaitMs: 2000 });
  offer('runs');
  offer('done');
  receipts.handled(activity('done'), 'handled');
  await tick(5000);
  offer('own', {}, { when: 'beforeHandler' });
  await tick(5000);
  expect(gateway.reads).toMatchObject([{ id: 'own', atMs: 6000 }]);
});
