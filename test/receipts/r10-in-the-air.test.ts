import { expect, test } from 'vitest';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const retry = { code: 'NETWORK', kind: 'retry' } as const;

test('R10: what waits while a call is in the air is not given up', async () => {
  const { offer, gateway, reads, idsTold } = start({ giveUpMs: 600 });
  gateway.plan(retry, { afterMs: 1500 });
  offer('a', { tap: true });
  await tick(550);
  offer('b');
  await tick(200);
  offer('c');
  await tick(2000);
  expect(idsTold('failed')).toEqual([]);
  expect(reads()).toEqual(['a', 'a', 'c']);
});
