import { createReceipts } from 'tidemark';
import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { silent, useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();

test('R9: retry is tried again later', async () => {
  const { offer, gateway, reads, told } = start();
  gateway.plan({ code: 'HTTP_503', kind: 'retry' });
  offer('a');
  await tick(1000);
  expect(told('retrying')).toMatchObject([{ id: 'a', reason: 'HTTP_503', retryInMs: 500 }]);
  await tick(500);
  expect(reads()).toEqual(['a', 'a']);
});

test('R9: reject is of this message', async () => {
  const { offer, gateway, reads, told, receipts } = start();
  gateway.plan({ code: 'WA400', kind: 'reject' });
  offer('a');
  await tick(1000);
  expect(told('rejected')).toMatchObject([{ id: 'a', reason: 'WA400' }]);
  expect(receipts.stats().halted).toEqual({});
  offer('b');
  await tick(1000);
  expect(reads()).toEqual(['a', 'b']);
});

test('R9: halt is of this account', async () => {
  const { offer, gateway, reads, told, receipts } = start();
  gateway.plan({ code: 'RBC001', kind: 'halt' });
  offer('a');
  await tick(1000);
  expect(told('halted')).toEqual([{ businessNumber: '911200000000', reason: 'RBC001' }]);
  expect(receipts.stats()).toMatchObject({ halted: { '911200000000': 'RBC001' }, pending: 1 });
  await tick(10_000);
  expect(reads()).toEqual(['a']);
});

test.each<[string, () => Promise<void>]>([
  ['an error that is no GatewayError', () => Promise.reject(new Error('boom'))],
  ['a rejection without an error', () => Promise.reject(undefined)],
  [
    'a function that throws',
    () => {
      throw new TypeError('boom');
    },
  ],
])('R9: %s counts as retry', async (_, fail) => {
  let calls = 0;
  const markRead = (): Promise<void> => {
    calls += 1;
    return calls === 1 ? fail() : Promise.resolve();
  };
  const receipts = createReceipts({ gateway: { markRead }, logger: silent });
  receipts.offer(message());
  await tick(1000);
  expect(receipts.stats()).toMatchObject({ calls: 1, failedCalls: 1, pending: 1, halted: {} });
  await tick(500);
  expect(receipts.stats()).toMatchObject({ calls: 2, sent: 1, pending: 0 });
  await receipts.close();
});
