import { expect, test } from 'vitest';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();

test('R10 R12: once the only waiting message is refused, giveUpMs runs anew for a later one', async () => {
  const { offer, gateway, idsTold } = start({ giveUpMs: 5000 });
  gateway.plan({ code: 'NETWORK', kind: 'retry' }, { code: 'WA400', kind: 'reject' });
  gateway.always({ code: 'NETWORK', kind: 'retry', retryAfterMs: 60_000 });
  offer('a');
  offer('own', {}, { when: 'manual' });
  await tick(3000);
  expect(idsTold('rejected')).toEqual(['a']);
  offer('b');
  await tick(5999);
  expect(idsTold('failed')).toEqual([]);
  await tick(1);
  expect(idsTold('failed')).toEqual(['b']);
});

test('R10 R11: a call that comes to a halt after giveUpMs has run out is kept while its number is halted', async () => {
  const { offer, gateway, reads, receipts, idsTold } = start({ giveUpMs: 1000 });
  gateway.plan({ code: 'NETWORK', kind: 'retry' }, { code: 'RBC001', kind: 'halt', afterMs: 2000 });
  offer('a', { tap: true });
  await tick(62_499);
  expect(receipts.stats()).toMatchObject({ pending: 1, failed: 0 });
  await tick(1);
  expect(reads()).toEqual(['a', 'a', 'a']);
  expect(idsTold('sent')).toEqual(['a']);
});

test('R10 R11: an earlier halt of the number does not count into giveUpMs', async () => {
  const { offer, gateway, told } = start({ giveUpMs: 3000 });
  gateway.plan({ code: 'RBC001', kind: 'halt' });
  offer('a', { tap: true });
  await tick(60_000);
  expect(told('resumed')).toHaveLength(1);
  gateway.always({ code: 'NETWORK', kind: 'retry', retryAfterMs: 60_000 });
  offer('b', { tap: true });
  await tick(2999);
  expect(told('failed')).toEqual([]);
  await tick(1);
  expect(told('failed')).toMatchObject([{ id: 'b' }]);
});
