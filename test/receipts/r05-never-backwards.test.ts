import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;

test('R5: a message below the mark is covered without a call and handed on at once', async () => {
  const { offer, reads, released, told } = start();
  offer('a', { at: NOW });
  await tick(1000);
  expect(offer('late', { at: NOW - 1 })).toBe('covered');
  expect(released).toEqual(['a', 'late']);
  expect(told('covered')).toMatchObject([{ id: 'late', assumed: false }]);
  await tick(10_000);
  expect(reads()).toEqual(['a']);
});

test("R5: a message of the mark's second that arrives after it is scheduled", async () => {
  const { offer, reads } = start();
  offer('a', { at: NOW });
  await tick(1000);
  expect(offer('b', { at: NOW })).toBe('scheduled');
  await tick(1000);
  expect(reads()).toEqual(['a', 'b']);
});

test('R5: an id that is pending is a duplicate, told and not counted', async () => {
  const { offer, reads, told, receipts } = start();
  offer('a');
  await tick(500);
  expect(offer('a')).toBe('duplicate');
  expect(told('duplicate')).toMatchObject([{ id: 'a' }]);
  await tick(500);
  expect(reads()).toEqual(['a']);
  expect(receipts.stats()).toMatchObject({ accepted: 1, sent: 1, duplicates: 1 });
});

test('R5: an id that is in flight is a duplicate', async () => {
  const { offer, gateway, reads, receipts } = start();
  gateway.plan({ afterMs: 500 });
  offer('a');
  offer('b');
  await tick(1000);
  expect(offer('b')).toBe('duplicate');
  expect(offer('a')).toBe('duplicate');
  await tick(5000);
  expect(reads()).toEqual(['b']);
  expect(receipts.stats()).toMatchObject({ accepted: 2, duplicates: 2 });
});

test('R5: an id at the mark is a duplicate, and so is every id of its second', async () => {
  const { offer, reads, receipts, released } = start();
  offer('a', { at: NOW });
  offer('b', { at: NOW });
  await tick(1000);
  expect(offer('a', { at: NOW })).toBe('duplicate');
  expect(offer('b', { at: NOW })).toBe('duplicate');
  expect(released).toEqual(['a', 'b', 'a', 'b']);
  await tick(5000);
  expect(reads()).toEqual(['b']);
  expect(receipts.stats()).toMatchObject({ accepted: 2, duplicates: 2 });
});

test('R5: the mark keeps the ids of its second when a second call marks within it', async () => {
  const { offer, reads } = start();
  offer('a', { at: NOW });
  await tick(1000);
  offer('b', { at: NOW });
  await tick(1000);
  expect(offer('a', { at: NOW })).toBe('duplicate');
  expect(offer('b', { at: NOW })).toBe('duplicate');
  await tick(5000);
  expect(reads()).toEqual(['a', 'b']);
});

test('R5: of one second, what arrived before the marked one is covered with assumed; what is older is certain', async () => {
  const { offer, told } = start();
  offer('older', { at: NOW - 1 });
  offer('tie', { at: NOW });
  offer('target', { at: NOW });
  await tick(1000);
  expect(told('covered').map(({ id, assumed }) => [id, assumed])).toEqual([
    ['older', false],
    ['tie', true],
  ]);
});

test('R5: the mark of one conversation covers nothing in another', async () => {
  const { offer } = start();
  offer('a', { customer: '1', at: NOW });
  await tick(1000);
  expect(offer('b', { customer: '2', at: NOW - 100 })).toBe('scheduled');
});

test('R5 R8: a typing call marks read, so an older message that comes later is covered', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ giveUpMs: 0 });
  gateway.plan({ code: 'NETWORK', kind: 'retry' });
  offer('a', { at: NOW });
  await tick(1000);
  expect(receipts.stats()).toMatchObject({ failed: 1 });
  receipts.typing(activity('a'));
  await tick(0);
  expect(reads()).toEqual(['a', 'a+typing']);
  expect(offer('late', { at: NOW - 5 })).toBe('covered');
  receipts.answered(activity('a'));
  await tick(5000);
  expect(reads()).toEqual(['a', 'a+typing']);
});

test('R2 R5 R8: a message without a timestamp keeps its second of arrival when a typing call names it later', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ giveUpMs: 0 });
  gateway.plan({ code: 'NETWORK', kind: 'retry' });
  offer('a', { at: Number.NaN });
  await tick(60_000);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  expect(reads()).toEqual(['a', 'a+typing']);
  expect(offer('later', { at: NOW + 30 })).toBe('scheduled');
  await tick(1000);
  expect(reads()).toEqual(['a', 'a+typing', 'later']);
});

test('R2 R5 R8: a message too far ahead keeps its second of arrival when a typing call names it later', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ giveUpMs: 0 });
  gateway.plan({ code: 'NETWORK', kind: 'retry' });
  offer('a', { at: NOW + 70 });
  await tick(20_000);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  expect(reads()).toEqual(['a', 'a+typing']);
  expect(offer('later', { at: NOW + 20 })).toBe('scheduled');
  await tick(1000);
  expect(reads()).toEqual(['a', 'a+typing', 'later']);
});

test('R5 R17: manual, markRead at an older message while the call of a newer one is in the air makes no call', async () => {
  const { offer, gateway, reads, receipts, activity, idsTold } = start({
    when: 'manual',
    async shouldRead() {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return true;
    },
  });
  gateway.plan({ afterMs: 1000 });
  offer('newer', { at: NOW });
  receipts.markRead(activity('newer'));
  await tick(200);
  offer('older', { at: NOW - 5 });
  await tick(500);
  receipts.markRead(activity('older'));
  await tick(60_000);
  expect(reads()).toEqual(['newer']);
  expect(idsTold('covered')).toEqual(['older']);
});

test('R5 R17: a message that was covered while it waited for its handler is a duplicate at the mark', async () => {
  const { offer, receipts, idsTold } = start();
  offer('a', {}, { when: 'manual' });
  offer('b');
  await tick(1000);
  expect(idsTold('covered')).toEqual(['a']);
  expect(offer('a')).toBe('duplicate');
  expect(receipts.stats().accepted).toBe(2);
});
