import { expect, test } from 'vitest';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const reject = { code: 'WA400', kind: 'reject' } as const;

test('R3 R4: a burst of three costs one call, for the newest, quietMs after it', async () => {
  const { offer, reads, released, receipts } = start();
  for (const id of ['a', 'b', 'c']) {
    offer(id);
    await tick(300);
  }
  expect(released).toEqual([]);
  await tick(699);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['c']);
  expect(released).toEqual(['a', 'b', 'c']);
  expect(receipts.stats()).toMatchObject({ accepted: 3, sent: 1, covered: 2, pending: 0, calls: 1, callsSaved: 2 });
});

test('R3: conversations do not share a call', async () => {
  const { offer, reads } = start();
  offer('a', { customer: '1' });
  offer('b', { customer: '2' });
  offer('c', { customer: '1', businessNumber: '2' });
  await tick(1000);
  expect(reads().toSorted()).toEqual(['a', 'b', 'c']);
});

test('R3: the call names the business number the message was sent to', async () => {
  const { offer, gateway } = start();
  offer('a', { businessNumber: '912200000000' });
  await tick(1000);
  expect(gateway.reads).toMatchObject([{ id: 'a', businessNumber: '912200000000', typing: false }]);
});

test('R3 R12: the ids of the newest five are remembered, and no more', async () => {
  const { offer, reads, gateway, receipts, told } = start();
  gateway.always(reject);
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) offer(id);
  await tick(1000);
  expect(reads()).toEqual(['g', 'f', 'e', 'd', 'c']);
  expect(receipts.stats()).toMatchObject({ accepted: 7, rejected: 7, pending: 0 });
  expect(told('rejected').map(({ id, older }) => [id, older])).toEqual([
    ['g', 0],
    ['f', 0],
    ['e', 0],
    ['d', 0],
    ['c', 2],
  ]);
});

test('R3: the five remembered are the newest by R2, not the last to arrive', async () => {
  const { offer, reads, gateway } = start();
  gateway.always(reject);
  const second = Math.floor(Date.now() / 1000);
  for (const [index, id] of ['f', 'e', 'd', 'c', 'b', 'a'].entries()) offer(id, { at: second - index });
  await tick(1000);
  expect(reads()).toEqual(['f', 'e', 'd', 'c', 'b']);
});
